#include "stratum/dsp/resampler.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <numbers>
#include <random>
#include <string>
#include <vector>

namespace stratum::dsp {
namespace {

std::vector<float> noise(int n) {
    std::mt19937 random{5};
    std::uniform_real_distribution<float> uniform{-1.0F, 1.0F};
    std::vector<float> x(n);
    for (float& v : x) v = uniform(random);
    return x;
}

std::vector<float> sine(double hertz, int rate, int n) {
    std::vector<float> x(n);
    for (int i = 0; i < n; ++i) x[i] = static_cast<float>(std::sin(2.0 * std::numbers::pi * hertz * i / rate));
    return x;
}

std::vector<float> resample(std::span<const float> in, int from, int to, std::size_t block = 4096,
                            SimdLevel level = simd_level()) {
    auto resampler = Resampler::create(SampleRate{from}, SampleRate{to}, level);
    EXPECT_TRUE(resampler.ok());
    std::vector<float> out;
    for (std::size_t i = 0; i < in.size(); i += block)
        resampler->push(in.subspan(i, std::min(block, in.size() - i)), out);
    resampler->finish(out);
    return out;
}

/// Root mean square of the middle half, relative to a full-scale sine, in dB: the edges hold the filter's start and
/// end.
double level_db(std::span<const float> x) {
    double sum = 0.0;
    const auto middle = x.subspan(x.size() / 4, x.size() / 2);
    for (const float v : middle) sum += static_cast<double>(v) * v;
    return 10.0 * std::log10(2.0 * sum / static_cast<double>(middle.size()) + 1e-30);
}

struct Rates {
    int from;
    int to;
};

class ResamplerRates : public testing::TestWithParam<Rates> {
  protected:
    int from_ = GetParam().from;
    int to_ = GetParam().to;
};

TEST_P(ResamplerRates, BlockSizeChangesNoBit) {
    const auto x = noise(70'001);
    const auto whole = resample(x, from_, to_, x.size());
    for (const std::size_t block : {1, 2, 7, 31, 441, 4096, 65'536})
        EXPECT_EQ(resample(x, from_, to_, block), whole) << "blocks of " << block;
}

TEST_P(ResamplerRates, OutputHasTheRoundedLength) {
    for (const int n : {1, 2, 3, 5, 1000, 1001, 9999}) {
        const auto expected = static_cast<std::size_t>(std::llround(static_cast<double>(n) * to_ / from_));
        EXPECT_EQ(resample(noise(n), from_, to_).size(), expected) << n;
    }
}

TEST_P(ResamplerRates, SampleNLiesAtTimeNOverTheNewRate) {
    // A sine of 441 Hz, far inside every band: the output is the same sine, read at the output's own times.
    const auto out = resample(sine(441.0, from_, from_), from_, to_);
    const auto expected = sine(441.0, to_, to_);
    ASSERT_EQ(out.size(), expected.size());
    // 1e-3 of full scale would be 0.36 us of delay; the filters ripple by less than 1e-4.
    for (std::size_t i = out.size() / 4; i < out.size() / 4 * 3; ++i) ASSERT_NEAR(out[i], expected[i], 3e-4) << i;
}

TEST_P(ResamplerRates, KeepsNineTenthsOfTheBandFlat) {
    const double nyquist = std::min(from_, to_) / 2.0;
    for (const double part : {0.01, 0.3, 0.6, 0.8, 0.9})
        EXPECT_NEAR(level_db(resample(sine(part * nyquist, from_, from_), from_, to_)), 0.0, 0.01) << part;
}

TEST_P(ResamplerRates, WhatWouldFoldIntoTheKeptBandIsEightyDecibelsDown) {
    if (to_ >= from_) GTEST_SKIP() << "nothing folds when the rate rises";
    for (double hertz = 1.1 * to_ / 2.0; hertz < 0.995 * from_ / 2.0; hertz *= 1.07)
        EXPECT_LT(level_db(resample(sine(hertz, from_, from_), from_, to_)), -80.0) << hertz;
}

INSTANTIATE_TEST_SUITE_P(Common, ResamplerRates,
                         testing::Values(Rates{44100, 22050}, Rates{22050, 11025}, Rates{44100, 11025},
                                         Rates{88200, 22050}, Rates{176400, 22050}, Rates{48000, 22050},
                                         Rates{96000, 22050}, Rates{192000, 22050}, Rates{44056, 22050},
                                         Rates{11025, 22050}, Rates{8000, 22050}, Rates{32000, 22050}),
                         [](const auto& info) {
                             return std::to_string(info.param.from) + "To" + std::to_string(info.param.to);
                         });

TEST(Resampler, LevelsDifferByRoundingOnly) {
    const auto x = noise(20'000);
    const auto reference = resample(x, 44100, 11025, 4096, SimdLevel::scalar);
    const auto fast = resample(x, 44100, 11025, 4096);
    ASSERT_EQ(reference.size(), fast.size());
    for (std::size_t i = 0; i < fast.size(); ++i) ASSERT_NEAR(reference[i], fast[i], 1e-6) << i;
}

TEST(Resampler, EqualRatesPassThrough) {
    const auto x = noise(1000);
    EXPECT_EQ(resample(x, 22050, 22050), x);
}

TEST(Resampler, NothingInIsNothingOut) {
    EXPECT_TRUE(resample({}, 44100, 22050).empty());
    EXPECT_TRUE(resample({}, 48000, 22050).empty());
}

TEST(Resampler, RefusesRatesThatMakeNoSense) {
    for (const int rate : {0, -44100, 1'000'001}) {
        EXPECT_EQ(Resampler::create(SampleRate{rate}, SampleRate{22050}).error().code, ErrorCode::invalid_argument);
        EXPECT_EQ(Resampler::create(SampleRate{22050}, SampleRate{rate}).error().code, ErrorCode::invalid_argument);
    }
}

}  // namespace
}  // namespace stratum::dsp
