#include "fingerprint/mono_11025.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <numbers>

namespace stratum::analysis::fingerprint {
namespace {

std::vector<float> tone(double hertz, int rate, double seconds) {
    std::vector<float> out(static_cast<std::size_t>(rate * seconds));
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = static_cast<float>(0.5 * std::sin(2.0 * std::numbers::pi * hertz * static_cast<double>(i) / rate));
    return out;
}

std::vector<float> converted(std::span<const float> samples, int rate, int channels, std::size_t block = 1U << 20) {
    Mono11025 mono{SampleRate{rate}, channels};
    std::vector<float> out;
    for (std::size_t at = 0; at < samples.size(); at += block)
        mono.push({samples.subspan(at, std::min(block, samples.size() - at)), channels, SampleRate{rate}}, out);
    mono.finish(out);
    return out;
}

float loudest_inside(std::span<const float> samples) {
    float most = 0.0F;
    for (std::size_t i = 200; i + 200 < samples.size(); ++i) most = std::max(most, std::abs(samples[i]));
    return most;
}

class Mono11025Rates : public testing::TestWithParam<int> {};

TEST_P(Mono11025Rates, KeepsLowTonesAtTheirPlaceAndRemovesHighOnes) {
    const int rate = GetParam();
    const auto out = converted(tone(1000.0, rate, 1.0), rate, 1);
    ASSERT_EQ(out.size(), 11025U);
    for (std::size_t i = 200; i + 200 < out.size(); ++i) {
        const double expected = 16384.0 * std::sin(2.0 * std::numbers::pi * 1000.0 * static_cast<double>(i) / 11025.0);
        // Half a step of rounding, and a filter whose pass band is flat to 1 in 2,000.
        ASSERT_NEAR(out[i], expected, 10.0) << i;
        ASSERT_EQ(out[i], std::round(out[i]));
    }
    if (rate < 14000) return;
    // Above the new Nyquist frequency and the width of the filter's slope nothing is left but rounding.
    EXPECT_LE(loudest_inside(converted(tone(6500.0, rate, 1.0), rate, 1)), 2.0F);
}

INSTANTIATE_TEST_SUITE_P(Rates, Mono11025Rates, testing::Values(8000, 11025, 16000, 22050, 32000, 44100, 48000, 96000));

TEST(Mono11025, DoesNotDependOnTheCutting) {
    const auto samples = tone(700.0, 48000, 0.5);
    const auto whole = converted(samples, 48000, 2);
    for (const std::size_t block : {2U, 10U, 998U, 4096U})
        EXPECT_EQ(converted(samples, 48000, 2, block), whole) << block;
}

TEST(Mono11025, TakesTheMeanOfTwoChannels) {
    const auto left = tone(700.0, 44100, 0.5);
    std::vector<float> both;
    std::vector<float> opposite;
    for (const float x : left) {
        both.insert(both.end(), {x, x});
        opposite.insert(opposite.end(), {x, -x});
    }
    EXPECT_EQ(converted(both, 44100, 2), converted(left, 44100, 1));
    EXPECT_EQ(loudest_inside(converted(opposite, 44100, 2)), 0.0F);
}

TEST(Mono11025, ClipsAtSixteenBitsAndTakesTheShortest) {
    EXPECT_EQ(loudest_inside(converted(std::vector<float>(44100, 3.0F), 44100, 1)), 32767.0F);
    EXPECT_EQ(converted({}, 44100, 1).size(), 0U);
    EXPECT_EQ(converted(std::vector<float>(1, 0.5F), 44100, 1).size(), 1U);
    EXPECT_EQ(converted(std::vector<float>(60, 0.5F), 44100, 1).size(), 15U);
}

}  // namespace
}  // namespace stratum::analysis::fingerprint
