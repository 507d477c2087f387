#include "structure/sections_cues.hpp"

#include <cmath>
#include <gtest/gtest.h>

namespace stratum::analysis::structure {
namespace {

/// Bars whose levels are `level(bar)` dB in all bands.
template <class Level>
Bars bars_of(std::size_t count, Level level) {
    Bars bars;
    for (std::size_t i = 0; i < count; ++i) {
        Bar bar;
        bar.level.fill(level(i));
        bar.loud = level(i);
        bars.bars.push_back(bar);
    }
    return bars;
}

float at(const std::vector<Cues>& cues, std::size_t bar, Cue cue) { return cues[bar][static_cast<std::size_t>(cue)]; }

TEST(SectionCues, AreLargestWhereTheSoundChanges) {
    const auto cues = cues_of(bars_of(32, [](std::size_t i) { return i < 16 ? -40.0F : -20.0F; }));
    for (const Cue cue : {Cue::level_1, Cue::level_4, Cue::broad_2, Cue::loud_4, Cue::peak_1, Cue::loop, Cue::relative})
        for (std::size_t i = 1; i < 32; ++i)
            if (i != 16) EXPECT_GT(at(cues, 16, cue), at(cues, i, cue)) << static_cast<int>(cue) << " at " << i;
    EXPECT_NEAR(at(cues, 16, Cue::level_1), std::log1p(20.0F / 2.0F), 1e-4F);  // 20 dB in all bands
}

TEST(SectionCues, OfAPieceThatStaysTheSameAreNone) {
    const auto cues = cues_of(bars_of(20, [](std::size_t) { return -30.0F; }));
    for (std::size_t i = 0; i < cues.size(); ++i)
        for (const Cue cue : {Cue::level_1, Cue::level_8, Cue::peak_1, Cue::against, Cue::loop, Cue::relative})
            EXPECT_FLOAT_EQ(at(cues, i, cue), 0.0F);
    EXPECT_TRUE(cues_of({}).empty());
    EXPECT_EQ(cues_of(bars_of(1, [](std::size_t) { return -30.0F; })).size(), 1U);
}

TEST(SectionCues, ALoopsTurnIsTold) {
    // A jump of 10 dB on every fourth bar, and at 32 one of 30 dB that lasts.
    const auto loop = [](std::size_t i) { return (i % 4 == 0 ? -20.0F : -30.0F) + (i >= 32 ? 20.0F : 0.0F); };
    const auto cues = cues_of(bars_of(64, loop));
    EXPECT_GT(at(cues, 32, Cue::loop), 1.3F * at(cues, 20, Cue::loop));
    EXPECT_GT(at(cues, 32, Cue::broad_4), 3.0F * at(cues, 20, Cue::broad_4));
}

TEST(BarSums, GiveTheMeanOfAnyStretch) {
    const BarSums sums{bars_of(10, [](std::size_t i) { return static_cast<float>(i); })};
    EXPECT_FLOAT_EQ(sums.mean(2, 5).level[3], 3.0F);
    EXPECT_FLOAT_EQ(sums.mean(0, 10).loud, 4.5F);
    const Difference d = difference(sums.mean(0, 1), sums.mean(9, 10));
    EXPECT_FLOAT_EQ(d.level, 9.0F);
    EXPECT_FLOAT_EQ(d.broad, 9.0F);
    EXPECT_FLOAT_EQ(d.chroma, 0.0F) << "neither has pitches";
}

}  // namespace
}  // namespace stratum::analysis::structure
