#include "stratum/dsp/fft.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>
#include <vector>

namespace stratum::dsp {
namespace {

std::vector<float> noise(int n) {
    std::mt19937 random{42};
    std::uniform_real_distribution<float> uniform{-1.0F, 1.0F};
    std::vector<float> x(n);
    for (float& v : x) v = uniform(random);
    return x;
}

class RealFftSizes : public testing::TestWithParam<int> {};

TEST_P(RealFftSizes, EqualsTheDefinition) {
    const int n = GetParam();
    const auto x = noise(n);
    RealFft fft{n};
    std::vector<std::complex<float>> out(fft.bins());
    fft.forward(x, out);
    for (int k = 0; k < fft.bins(); k += std::max(1, n / 64)) {
        std::complex<double> sum{};
        for (int i = 0; i < n; ++i)
            sum += static_cast<double>(x[i]) * std::polar(1.0, -2.0 * std::numbers::pi * k * i / n);
        // Rounding grows like sqrt(N log N) of single precision's 6e-8.
        EXPECT_NEAR(std::abs(sum - std::complex<double>(out[k])), 0.0, 1e-6 * std::sqrt(n) * std::log2(n)) << k;
    }
}

TEST_P(RealFftSizes, InverseUndoesForward) {
    const int n = GetParam();
    const auto x = noise(n);
    RealFft fft{n};
    std::vector<std::complex<float>> spectrum(fft.bins());
    std::vector<float> back(n);
    fft.forward(x, spectrum);
    fft.inverse(spectrum, back);
    for (int i = 0; i < n; ++i) EXPECT_NEAR(back[i], x[i], 2e-6) << i;
}

INSTANTIATE_TEST_SUITE_P(PowersOfTwo, RealFftSizes, testing::Values(8, 16, 32, 64, 512, 1024, 2048, 4096, 8192, 65536));

}  // namespace
}  // namespace stratum::dsp
