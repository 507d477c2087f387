#include "stratum/dsp/fft.hpp"

#include <cmath>
#include <fftw3.h>
#include <gtest/gtest.h>
#include <numbers>
#include <random>
#include <string>
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

/// What FFTW, an independent implementation, gives.
std::vector<std::complex<float>> by_fftw(std::vector<float> x) {
    const int n = static_cast<int>(x.size());
    std::vector<std::complex<float>> out(n / 2 + 1);
    fftwf_plan plan = fftwf_plan_dft_r2c_1d(n, x.data(), reinterpret_cast<fftwf_complex*>(out.data()), FFTW_ESTIMATE);
    fftwf_execute(plan);
    fftwf_destroy_plan(plan);
    return out;
}

class RealFftSizes : public testing::TestWithParam<std::tuple<int, SimdLevel>> {
  protected:
    void SetUp() override {
        if (!runs_here(std::get<1>(GetParam()))) GTEST_SKIP() << "this processor lacks the level";
    }
    int n_ = std::get<0>(GetParam());
    RealFft fft_{n_, std::get<1>(GetParam())};
    std::vector<float> x_ = noise(n_);
    std::vector<std::complex<float>> spectrum_ = std::vector<std::complex<float>>(fft_.bins());
};

TEST_P(RealFftSizes, EqualsTheDefinition) {
    fft_.forward(x_, spectrum_);
    for (int k = 0; k < fft_.bins(); k += std::max(1, n_ / 64)) {
        std::complex<double> sum{};
        for (int i = 0; i < n_; ++i)
            sum += static_cast<double>(x_[i]) *
                   std::polar(1.0, -2.0 * std::numbers::pi * static_cast<double>(std::int64_t{k} * i % n_) / n_);
        // Single precision's 6e-8, growing with the root of the energy (sqrt N) and with the passes (log N).
        EXPECT_NEAR(std::abs(sum - std::complex<double>(spectrum_[k])), 0.0, 6e-8 * std::sqrt(n_) * std::log2(n_)) << k;
    }
}

TEST_P(RealFftSizes, EqualsFftwInEveryBin) {
    fft_.forward(x_, spectrum_);
    const auto expected = by_fftw(x_);
    for (int k = 0; k < fft_.bins(); ++k)
        EXPECT_NEAR(std::abs(expected[k] - spectrum_[k]), 0.0, 1.2e-7 * std::sqrt(n_) * std::log2(n_))
            << k;  // two roundings
}

TEST_P(RealFftSizes, FirstAndLastBinAreReal) {
    fft_.forward(x_, spectrum_);
    EXPECT_EQ(spectrum_.front().imag(), 0.0F);
    EXPECT_EQ(spectrum_.back().imag(), 0.0F);
}

TEST_P(RealFftSizes, InverseUndoesForward) {
    std::vector<float> back(n_);
    fft_.forward(x_, spectrum_);
    fft_.inverse(spectrum_, back);
    for (int i = 0; i < n_; ++i) EXPECT_NEAR(back[i], x_[i], 2e-6) << i;
}

TEST_P(RealFftSizes, IsTheSameWhereverTheSamplesLie) {
    std::vector<float> moved(x_.size() + 3);
    std::copy(x_.begin(), x_.end(), moved.begin() + 3);
    std::vector<std::complex<float>> again(fft_.bins());
    fft_.forward(x_, spectrum_);
    fft_.forward(std::span(moved).subspan(3), again);
    EXPECT_EQ(spectrum_, again);
}

INSTANTIATE_TEST_SUITE_P(PowersOfTwo, RealFftSizes,
                         testing::Combine(testing::Values(8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384,
                                                          32768, 65536),
                                          testing::Values(SimdLevel::scalar, SimdLevel::avx2)),
                         [](const auto& info) {
                             return std::to_string(std::get<0>(info.param)) + "_" +
                                    std::string(name_of(std::get<1>(info.param)));
                         });

}  // namespace
}  // namespace stratum::dsp
