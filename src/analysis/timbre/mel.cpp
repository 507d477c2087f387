#include "timbre/mel.hpp"

#include "timbre/spectral_shape.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace stratum::analysis {
namespace {

double mel_of(double hz) { return 2595.0 * std::log10(1.0 + hz / 700.0); }

}  // namespace

MelCepstrum::MelCepstrum() : rising_(kSpectrumBins), band_(kSpectrumBins) {
    const double step = mel_of(kMonoRate.value() / 2.0) / (kMelBands + 1);  // 40 centres and both ends
    // Triangles that are even in mel have straight sides in hertz, so shares are taken there.
    const auto edge = [step](int n) { return 700.0 * (std::pow(10.0, n * step / 2595.0) - 1.0); };
    for (int k = 0; k < kSpectrumBins; ++k) {
        const double hz = k * kSpectrumBinHz;
        int n = 0;
        while (n < kMelBands && edge(n + 1) <= hz) ++n;
        band_[static_cast<std::size_t>(k)] =
            n;  // between edges n and n + 1: rising side of band n, falling side of n - 1
        rising_[static_cast<std::size_t>(k)] = static_cast<float>((hz - edge(n)) / (edge(n + 1) - edge(n)));
    }
    for (int c = 0; c < kMfccs; ++c)
        for (int b = 0; b < kMelBands; ++b)
            cosine_[static_cast<std::size_t>(c)][static_cast<std::size_t>(b)] = static_cast<float>(
                std::sqrt((c == 0 ? 1.0 : 2.0) / kMelBands) * std::cos(std::numbers::pi * c * (b + 0.5) / kMelBands));
}

std::array<float, kMelBands> MelCepstrum::bands(std::span<const float> power) const {
    std::array<float, kMelBands + 2> sums{};  // one more at each end, so that no bin needs a question
    for (std::size_t k = 0; k < kSpectrumBins; ++k) {
        const auto n = static_cast<std::size_t>(band_[k]);
        const float up = power[k] * rising_[k];
        sums[n + 1] += up;
        sums[n] += power[k] - up;
    }
    std::array<float, kMelBands> out{};
    std::copy_n(sums.begin() + 1, kMelBands, out.begin());
    return out;
}

std::array<float, kMfccs> MelCepstrum::operator()(std::span<const float> power) const {
    std::array<float, kMelBands> logs = bands(power);
    for (float& value : logs) value = std::log(std::max(value, 1e-10F));
    std::array<float, kMfccs> out{};
    for (std::size_t c = 0; c < kMfccs; ++c) out[c] = dot(cosine_[c], logs);
    return out;
}

}  // namespace stratum::analysis
