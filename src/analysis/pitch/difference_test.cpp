#include "pitch/difference.hpp"

#include "pitch/candidates.hpp"
#include "pitch/test_voices.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace stratum::analysis {
namespace {

using namespace test_voices;

TEST(DifferenceFunction, IsTheDefinitionWorkedOutFast) {
    constexpr int kWindow = 300;
    constexpr int kLongest = 200;
    DifferenceFunction fast{kWindow, kLongest};
    auto samples = noise(0.1, 0.4);
    samples.resize(kWindow + kLongest);
    const auto got = fast.of(samples);
    double sum = 0.0;
    for (int lag = 1; lag <= kLongest; ++lag) {
        double difference = 0.0;
        for (int n = 0; n < kWindow; ++n) {
            const double d = static_cast<double>(samples[static_cast<std::size_t>(n)]) -
                             static_cast<double>(samples[static_cast<std::size_t>(n + lag)]);
            difference += d * d;
        }
        sum += difference;
        // Single precision of the transform.
        EXPECT_NEAR(got[static_cast<std::size_t>(lag)], difference * lag / sum, 1e-4) << lag;
    }
}

TEST(DifferenceFunction, IsOneForSilenceAndKnowsTheLevel) {
    DifferenceFunction function{512, 300};
    const std::vector<float> silence(812);
    for (const float value : function.of(silence)) EXPECT_EQ(value, 1.0F);
    EXPECT_EQ(function.level(), 0.0F);
    auto square = std::vector<float>(812);
    for (std::size_t n = 0; n < square.size(); ++n) square[n] = n % 2 == 0 ? 0.5F : -0.5F;
    function.of(square);
    EXPECT_NEAR(function.level(), 0.5F, 1e-4F);
}

TEST(CandidatesOf, FindsThePeriodBetweenTwoSamples) {
    DifferenceFunction function{576, 560};
    auto samples = tone(0.1, 301.7);
    samples.resize(1136);
    const auto candidates = candidates_of(function.of(samples), 11);
    ASSERT_GT(candidates.count, 0U);
    float best = 0.0F;
    float lag = 0.0F;
    for (const auto& candidate : candidates.span())
        if (candidate.probability > best) best = candidate.probability, lag = candidate.lag;
    EXPECT_NEAR(lag, kRate / 301.7, 0.05);
    EXPECT_GT(candidates.periodicity, 0.95F);
    EXPECT_TRUE(std::ranges::is_sorted(candidates.span(), {}, &PitchCandidate::lag));
}

TEST(CandidatesOf, HasProbabilitiesThatAddUpToAtMostOne) {
    DifferenceFunction function{576, 560};
    auto samples = noise(0.1, 0.5);
    samples.resize(1136);
    const auto candidates = candidates_of(function.of(samples), 11);
    EXPECT_LE(candidates.count, kMostCandidates);
    float sum = 0.0F;
    for (const auto& candidate : candidates.span()) {
        EXPECT_GE(candidate.probability, 0.0F);
        sum += candidate.probability;
    }
    EXPECT_LE(sum, 1.0F);
    EXPECT_LT(candidates.periodicity, 0.2F);
}

}  // namespace
}  // namespace stratum::analysis
