#include "metrics/beats.hpp"
#include "metrics/key.hpp"
#include "metrics/statistics.hpp"
#include "metrics/tempo.hpp"

#include <cmath>
#include <gtest/gtest.h>

namespace stratum::evaluate {
namespace {

std::vector<double> grid(double start, double period, int count) {
    std::vector<double> times;
    for (int i = 0; i < count; ++i) times.push_back(start + i * period);
    return times;
}

}  // namespace

TEST(TempoMetrics, CountFourPercentAsRight) {
    EXPECT_TRUE(tempo_acc1(100, 104));
    EXPECT_TRUE(tempo_acc1(100, 96));
    EXPECT_FALSE(tempo_acc1(100, 104.1));
    EXPECT_FALSE(tempo_acc1(100, 0));
}

TEST(TempoMetrics, AllowTheFiveLevelsInAcc2Only) {
    for (const double factor : {1.0 / 3.0, 0.5, 1.0, 2.0, 3.0}) EXPECT_TRUE(tempo_acc2(120, 120 * factor));
    EXPECT_FALSE(tempo_acc2(120, 80));
    EXPECT_EQ(tempo_ratio(120, 80), TempoRatio::two_thirds);
    EXPECT_EQ(tempo_ratio(120, 182), TempoRatio::three_halves);
    EXPECT_EQ(tempo_ratio(120, 59), TempoRatio::half);
    EXPECT_EQ(tempo_ratio(120, 100), TempoRatio::other);
}

TEST(BeatMetrics, PerfectAnswersScoreOne) {
    const auto beats = grid(0.3, 0.5, 60);
    EXPECT_DOUBLE_EQ(f_measure(beats, beats), 1.0);
    const Continuity all = continuity(beats, beats);
    EXPECT_DOUBLE_EQ(all.cmlc, 1.0);
    EXPECT_DOUBLE_EQ(all.amlt, 1.0);
}

TEST(BeatMetrics, EachBeatIsMatchedOnce) {
    // Two answers within the window of one beat: one hit. P = 1/2, R = 1, F = 2/3.
    EXPECT_DOUBLE_EQ(f_measure(std::vector{1.0}, std::vector{0.98, 1.02}), 2.0 / 3.0);
    EXPECT_DOUBLE_EQ(f_measure(std::vector{1.0}, std::vector{1.0701}), 0.0);
    EXPECT_DOUBLE_EQ(f_measure({}, std::vector{1.0}), 0.0);
}

TEST(BeatMetrics, OffBeatTappingIsRecognisedAsSuch) {
    const auto beats = grid(0.0, 0.5, 60);
    const auto between = grid(0.25, 0.5, 59);
    EXPECT_TRUE(is_half_beat_off(beats, between));
    EXPECT_FALSE(is_half_beat_off(beats, beats));
    EXPECT_FALSE(is_half_beat_off(beats, grid(0.0, 0.25, 119)));  // double tempo: on both
    EXPECT_DOUBLE_EQ(continuity(beats, between).cmlt, 0.0);
    // 59 answers that all agree with the 59 off-beats.
    EXPECT_DOUBLE_EQ(continuity(beats, between).amlt, 1.0);
}

TEST(BeatMetrics, HalfTempoCountsAtAnyLevelOnly) {
    const auto beats = grid(0.0, 0.5, 60);
    const auto half = grid(0.0, 1.0, 30);
    EXPECT_DOUBLE_EQ(continuity(beats, half).cmlt, 0.0);
    EXPECT_DOUBLE_EQ(continuity(beats, half).amlt, 1.0);
}

TEST(BeatMetrics, SteadinessForgivesRoundingOnly) {
    auto beats = grid(0.0, 60.0 / 123.4, 200);
    for (double& beat : beats) beat = std::round(beat * 1000.0) / 1000.0;
    EXPECT_TRUE(is_steady(beats));
    beats[100] += 0.006;
    EXPECT_FALSE(is_steady(beats));
    EXPECT_NEAR(last_beat_error(grid(0, 0.5, 100), grid(0, 0.4999, 100)), 0.0099, 1e-9);
}

TEST(KeyMetrics, FollowTheTableOfMirex) {
    using analysis::Key;
    using enum analysis::Mode;
    const Key c{0, major};
    EXPECT_EQ(key_weighted(c, c), 1.0);
    EXPECT_EQ(key_weighted(c, Key{7, major}), 0.5);
    EXPECT_EQ(key_weighted(c, Key{5, major}), 0.0);
    EXPECT_EQ(key_weighted_both_fifths(c, Key{5, major}), 0.5);
    EXPECT_EQ(key_weighted(c, Key{9, minor}), 0.3);
    EXPECT_EQ(key_weighted(Key{9, minor}, c), 0.3);
    EXPECT_EQ(key_weighted(c, Key{0, minor}), 0.2);
    EXPECT_EQ(key_weighted(c, Key{2, minor}), 0.0);
}

TEST(Statistics, WilsonIntervalIsTheOneOfTheTextbooks) {
    const Estimate half = share(5, 10);
    EXPECT_NEAR(half.low, 0.2366, 1e-4);  // Brown, Cai, DasGupta 2001, table for 5 of 10
    EXPECT_NEAR(half.high, 0.7634, 1e-4);
    EXPECT_NEAR(share(10, 10).high, 1.0, 1e-12);
    EXPECT_EQ(share(0, 0).high, 1.0);
}

TEST(Statistics, BootstrapIsRepeatableAndHoldsTheMean) {
    const std::vector<double> values{0.1, 0.5, 0.9, 0.4, 0.6, 0.8, 0.2, 0.7};
    const Estimate first = mean(values);
    const Estimate again = mean(values);
    EXPECT_EQ(first.low, again.low);
    EXPECT_LT(first.low, first.mean);
    EXPECT_GT(first.high, first.mean);
    // Standard error 0.276 / sqrt(8) = 0.098: the interval is near mean +- 1.9 errors.
    EXPECT_NEAR(first.high - first.low, 0.37, 0.05);
}

TEST(Statistics, CalibrationErrorIsTheGapWeightedBySize) {
    std::vector<Judged> judged(10, {0.95, true});
    judged.resize(20, {0.55, false});
    const Reliability table = reliability(judged);
    EXPECT_NEAR(table.expected_error, 0.5 * 0.05 + 0.5 * 0.55, 1e-12);
    EXPECT_EQ(table.bins[9].n, 10);
    EXPECT_EQ(table.bins[5].right, 0.0);
}

TEST(Statistics, SignTestIsExact) {
    EXPECT_NEAR(sign_test(9, 1), 22.0 / 1024.0, 1e-12);  // 2 * (1 + 10) / 2^10
    EXPECT_EQ(sign_test(0, 0), 1.0);
    EXPECT_NEAR(sign_test(5, 5), 1.0, 1e-12);
}

}  // namespace stratum::evaluate
