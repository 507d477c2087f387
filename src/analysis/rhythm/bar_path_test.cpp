#include "rhythm/bar_path.hpp"

#include <gtest/gtest.h>

namespace stratum::analysis::rhythm {
namespace {

/// Log-odds of beats in bars of the given lengths: downbeats are likely, the others are not.
std::vector<double> logits(const std::vector<int>& bars, double sure = 2.0) {
    std::vector<double> out;
    for (const int beats : bars)
        for (int i = 0; i < beats; ++i) out.push_back(i == 0 ? sure : -sure);
    return out;
}

std::vector<std::size_t> downbeats(const std::vector<int>& bars) {
    std::vector<std::size_t> out;
    std::size_t now = 0;
    for (const int beats : bars) {
        out.push_back(now);
        now += static_cast<std::size_t>(beats);
    }
    return out;
}

constexpr std::array<Rarity, kMostBeats + 1> kCommon{};

TEST(BarPath, FindsTheMetreByItsScore) {
    const auto heard = logits(std::vector(20, 5));
    const double right = bars_of(heard, 5).score;
    for (const int other : {2, 3, 4, 6, 7}) EXPECT_GT(right, bars_of(heard, other).score) << other;
    EXPECT_EQ(bars_of(heard, 5).downbeats, downbeats(std::vector(20, 5)));
}

TEST(BarPath, CutsABarShortWhereTheMusicDoes) {
    const std::vector bars{4, 4, 4, 4, 2, 4, 4, 4, 4};
    EXPECT_EQ(bars_of(logits(bars), 4).downbeats, downbeats(bars));
}

TEST(BarPath, FollowsAChangeOfMetreAndBack) {
    std::vector bars(10, 4);
    bars.insert(bars.end(), 10, 3);
    bars.insert(bars.end(), 10, 4);
    EXPECT_EQ(bars_with_changes(logits(bars), 4, kCommon).downbeats, downbeats(bars));
    std::vector other(12, 7);
    other.insert(other.end(), 12, 4);
    EXPECT_EQ(bars_with_changes(logits(other), 4, kCommon).downbeats, downbeats(other));
}

TEST(BarPath, StaysInOneMetreWhereLittleSpeaksForAnother) {
    std::vector bars(20, 4);
    bars[10] = 3;
    const auto heard = logits(bars, 1.0);
    const auto told = bars_with_changes(heard, 4, kCommon).downbeats;
    EXPECT_EQ(told, bars_of(heard, 4).downbeats);
}

TEST(BarPath, ARareMetreNeedsMoreThanACommonOne) {
    std::vector bars(10, 4);
    bars.insert(bars.end(), 8, 5);
    bars.insert(bars.end(), 10, 4);
    std::array<Rarity, kMostBeats + 1> rare{};
    rare[5] = {.entry = 20.0, .stay = 0.5};
    EXPECT_EQ(bars_with_changes(logits(bars, 1.5), 4, kCommon).downbeats, downbeats(bars));
    EXPECT_NE(bars_with_changes(logits(bars, 1.5), 4, rare).downbeats, downbeats(bars));
}

TEST(BarPath, AScoreIsALogLikelihoodHoweverSureTheBeatsAre) {
    EXPECT_LE(bars_of(logits(std::vector(10, 4), 60.0), 4).score, 0.0);
}

TEST(BarPath, OfNothingIsEmpty) { EXPECT_TRUE(bars_with_changes({}, 4, kCommon).downbeats.empty()); }

}  // namespace
}  // namespace stratum::analysis::rhythm
