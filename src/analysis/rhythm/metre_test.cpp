#include "rhythm/metre.hpp"

#include <algorithm>
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

TEST(FindBars, BeginsWithABarWhereNothingElseTells) {
    std::vector<HeardBeat> heard(64, {0.8F, 0.2F});
    for (std::size_t i = 0; i < 3; ++i) heard[i].beat = 0.0F;  // Before the music.
    const auto bars = find_bars(std::vector<BarFeatures>(heard.size()), heard);
    ASSERT_TRUE(bars);
    EXPECT_EQ(bars->downbeats.front() % static_cast<std::size_t>(bars->beats_per_bar),
              3U % static_cast<std::size_t>(bars->beats_per_bar));
}

TEST(FindBars, KnowsAnUpbeatFromWhatFollows) {
    auto heard = downbeats(4, 66);
    heard.erase(heard.begin(), heard.begin() + 2);
    const auto bars = find_bars(std::vector<BarFeatures>(heard.size()), heard);
    ASSERT_TRUE(bars);
    EXPECT_EQ(bars->downbeats.front(), 2U);
}

// However weak the evidence for another one: some bars are of the metre that is told.
TEST(FindBars, HasBarsOfTheMetreThatItTells) {
    for (const int metre : {3, 5, 7})
        for (float sure = 0.06F; sure < 0.8F; sure += 0.02F) {
            auto heard = downbeats(metre, 65);
            for (HeardBeat& beat : heard)
                if (beat.downbeat > 0.5F) beat.downbeat = sure;
            const auto bars = find_bars(std::vector<BarFeatures>(heard.size()), heard);
            ASSERT_TRUE(bars);
            const auto& at = bars->downbeats;
            const bool any = std::ranges::adjacent_find(at, [&](std::size_t a, std::size_t b) {
                                 return b - a == static_cast<std::size_t>(bars->beats_per_bar);
                             }) != at.end();
            EXPECT_TRUE(any) << metre << " beats, " << sure << ": told " << bars->beats_per_bar;
        }
}

TEST(FindBars, NothingOfAFewBeats) { EXPECT_FALSE(find_bars(std::vector<BarFeatures>(7))); }

}  // namespace
}  // namespace stratum::analysis::rhythm
