#include "stratum/dsp/vector_ops.hpp"

#include "kernels.hpp"
#include "stratum/base/result.hpp"

#include <algorithm>

namespace stratum::dsp {

void multiply(std::span<const float> a, std::span<const float> b, std::span<float> out, SimdLevel level) {
    STRATUM_CHECK(a.size() == out.size() && b.size() == out.size());
    kernels(level).multiply(a.data(), b.data(), out.data(), out.size());
}

void magnitudes(std::span<const std::complex<float>> in, float scale, std::span<float> out, SimdLevel level) {
    STRATUM_CHECK(in.size() == out.size());
    kernels(level).magnitudes(reinterpret_cast<const float*>(in.data()), scale, out.data(), out.size());
}

void log_compress(std::span<const float> in, float gain, std::span<float> out, SimdLevel level) {
    STRATUM_CHECK(in.size() == out.size());
    kernels(level).log_compress(in.data(), gain, out.data(), out.size());
}

void mix_down(std::span<const float> interleaved, int channels, std::span<float> out, SimdLevel level) {
    STRATUM_CHECK(channels >= 1 && interleaved.size() == out.size() * static_cast<std::size_t>(channels));
    if (channels == 1) {
        std::copy(interleaved.begin(), interleaved.end(), out.begin());
    } else if (channels == 2) {
        kernels(level).mean_of_pairs(interleaved.data(), out.data(), out.size());
    } else {
        const float scale = 1.0F / static_cast<float>(channels);
        const float* frame = interleaved.data();
        for (float& mixed : out) {
            float sum = 0.0F;
            for (int c = 0; c < channels; ++c) sum += *frame++;
            mixed = sum * scale;
        }
    }
}

void take_channel(std::span<const float> interleaved, int channels, int channel, std::span<float> out) {
    STRATUM_CHECK(channel >= 0 && channel < channels &&
                  interleaved.size() == out.size() * static_cast<std::size_t>(channels));
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = interleaved[i * static_cast<std::size_t>(channels) + static_cast<std::size_t>(channel)];
}

void split_stereo(std::span<const float> interleaved, std::span<float> left, std::span<float> right, SimdLevel level) {
    STRATUM_CHECK(left.size() == right.size() && interleaved.size() == 2 * left.size());
    kernels(level).split_pairs(interleaved.data(), left.data(), right.data(), left.size());
}

float peak(std::span<const float> x, SimdLevel level) { return kernels(level).peak(x.data(), x.size()); }

bool all_within(std::span<const float> x, float limit, SimdLevel level) {
    return kernels(level).all_within(x.data(), x.size(), limit);
}

}  // namespace stratum::dsp
