#include "kernels.hpp"

#include <cmath>

/// The reference versions: what the loops mean, one value at a time.
namespace stratum::dsp {
namespace {

void multiply(const float* a, const float* b, float* out, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) out[i] = a[i] * b[i];
}

void magnitudes(const float* pairs, float scale, float* out, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
        const float re = pairs[2 * i];
        const float im = pairs[2 * i + 1];
        out[i] = scale * std::sqrt(re * re + im * im);
    }
}

void log_compress(const float* in, float gain, float* out, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) out[i] = std::log(1.0F + gain * in[i]);
}

void mean_of_pairs(const float* pairs, float* out, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) out[i] = 0.5F * (pairs[2 * i] + pairs[2 * i + 1]);
}

void split_pairs(const float* pairs, float* first, float* second, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
        first[i] = pairs[2 * i];
        second[i] = pairs[2 * i + 1];
    }
}

float peak(const float* x, std::size_t n) {
    float largest = 0.0F;
    for (std::size_t i = 0; i < n; ++i) {
        const float v = std::fabs(x[i]);
        largest = v > largest ? v : largest;
    }
    return largest;
}

bool all_within(const float* x, std::size_t n, float limit) {
    for (std::size_t i = 0; i < n; ++i)
        if (!(std::fabs(x[i]) <= limit)) return false;
    return true;
}

void half_band(const float* even, const float* odd, const float* h, std::size_t taps, float* out, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
        float sum = 0.5F * even[i];
        for (std::size_t k = 0; k < taps; ++k) sum += h[k] * odd[i + k];
        out[i] = sum;
    }
}

}  // namespace

const Kernels kScalarKernels{
    .multiply = multiply,
    .magnitudes = magnitudes,
    .log_compress = log_compress,
    .mean_of_pairs = mean_of_pairs,
    .split_pairs = split_pairs,
    .peak = peak,
    .all_within = all_within,
    .half_band = half_band,
    .fft = nullptr,
    .fft_unravel = nullptr,
};

}  // namespace stratum::dsp
