#include "rhythm/metre.hpp"

#include <gtest/gtest.h>

namespace stratum::analysis::rhythm {
namespace {

/// What the network says where every `metre`-th beat begins a bar, and nothing else is known.
std::vector<HeardBeat> downbeats(int metre, std::size_t count) {
    std::vector<HeardBeat> heard;
    for (std::size_t i = 0; i < count; ++i)
        heard.push_back({0.8F, i % static_cast<std::size_t>(metre) == 0 ? 0.8F : 0.05F});
    return heard;
}

TEST(FindBars, HearsEveryMetreFromTwoToSeven) {
    const std::vector<BarFeatures> plain(120);
    for (const int metre : {2, 3, 4, 5, 6, 7}) {
        const auto bars = find_bars(plain, downbeats(metre, plain.size()));
        ASSERT_TRUE(bars);
        EXPECT_EQ(bars->beats_per_bar, metre);
        EXPECT_GT(bars->metre_confidence, 0.5) << metre;
        EXPECT_EQ(bars->downbeats.size(),
                  (plain.size() + static_cast<std::size_t>(metre) - 1) / static_cast<std::size_t>(metre));
    }
}

TEST(FindBars, FollowsAChangeAndTellsTheMetreOfMostBars) {
    auto heard = downbeats(4, 80);
    const auto later = downbeats(3, 48);
    heard.insert(heard.end(), later.begin(), later.end());
    const auto bars = find_bars(std::vector<BarFeatures>(heard.size()), heard);
    ASSERT_TRUE(bars);
    EXPECT_EQ(bars->beats_per_bar, 4);
    EXPECT_EQ(bars->downbeats.size(), 20U + 16U);
}

TEST(FindBars, NothingOfAFewBeats) { EXPECT_FALSE(find_bars(std::vector<BarFeatures>(7))); }

}  // namespace
}  // namespace stratum::analysis::rhythm
