#include "structure/sections_bars.hpp"

#include "structure/test_song.hpp"

#include <gtest/gtest.h>

namespace stratum::analysis::structure {
namespace {

using namespace test_song;

SectionTrack even(double seconds, double from = 0.0, double to = 1e9) {
    return track(seconds, [=](double t, std::size_t) { return t >= from && t < to ? -30.0 : -100.0; });
}

TEST(SectionBars, AreTheBarsThatRhythmHeard) {
    const Bars bars = gather_bars(even(20.0), steady(20.0));
    EXPECT_EQ(bars.unit, Unit::downbeat);
    EXPECT_TRUE(bars.begins_on_mark);
    ASSERT_EQ(bars.size(), 10U);
    EXPECT_DOUBLE_EQ(bars.bars[3].start, 6.0);
    EXPECT_DOUBLE_EQ(bars.bars[3].end, 8.0);
    EXPECT_FLOAT_EQ(bars.bars[3].level[5], -30.0F);
    EXPECT_FLOAT_EQ(bars.bars[3].stroke[5], 0.0F);
}

TEST(SectionBars, BeginWithPartOfABarWhereTheSoundDoes) {
    const Bars bars = gather_bars(even(20.0), steady(20.0, 1.0));
    EXPECT_FALSE(bars.begins_on_mark);
    EXPECT_NEAR(bars.bars[0].start, 0.0, 0.01);
    EXPECT_DOUBLE_EQ(bars.bars[0].end, 1.0);
    EXPECT_DOUBLE_EQ(bars.bars[1].end, 3.0);
}

TEST(SectionBars, AreCarriedOnOverTheSoundBeforeAndBehindTheBeats) {
    Report report = steady(60.0);
    auto& grid = *report.rhythm->grid;
    std::erase_if(grid.beats, [](Seconds x) { return x.value() < 20.0 || x.value() > 40.0; });
    std::erase_if(grid.downbeats, [](Seconds x) { return x.value() < 20.0 || x.value() > 40.0; });
    std::erase(grid.downbeats, Seconds{30.0});  // a bar whose downbeat was missed
    const Bars bars = gather_bars(even(60.0), report);
    ASSERT_EQ(bars.size(), 30U);
    for (std::size_t i = 0; i < bars.size(); ++i) EXPECT_NEAR(bars.bars[i].start, 2.0 * static_cast<double>(i), 1e-9);
}

TEST(SectionBars, CoverTheAudiblePartOnly) {
    const Bars bars = gather_bars(even(40.0, 8.0, 30.0), steady(40.0));
    EXPECT_NEAR(bars.bars.front().start, 8.0, 0.1);
    EXPECT_NEAR(bars.bars.back().end, 30.0, 0.1);
}

TEST(SectionBars, WithoutMetreFourBeatsAreOne) {
    const Bars bars = gather_bars(even(20.0), steady(20.0, 0.0, false));
    EXPECT_EQ(bars.unit, Unit::beat);
    EXPECT_EQ(bars.size(), 10U);
}

TEST(SectionBars, WithoutBeatsTwoSecondsAreOne) {
    Report report;
    report.duration = Seconds{21.0};
    const Bars bars = gather_bars(even(21.0), report);
    EXPECT_EQ(bars.unit, Unit::time);
    ASSERT_EQ(bars.size(), 11U);
    EXPECT_NEAR(bars.bars[10].end - bars.bars[10].start, 1.0, 0.1);
}

TEST(SectionBars, SilenceHasNone) {
    EXPECT_EQ(gather_bars(even(20.0, 50.0), steady(20.0)).size(), 0U);
    EXPECT_EQ(gather_bars({}, steady(20.0)).size(), 0U);
}

TEST(SectionBars, TooManyArePutTogether) {
    Report report;
    report.duration = Seconds{0.1 * 3.0 * kMostBars};
    report.rhythm.emplace().grid.emplace();
    for (std::size_t i = 0; i < 3 * kMostBars; ++i)
        report.rhythm->grid->downbeats.emplace_back(0.1 * static_cast<double>(i));
    const Bars bars = gather_bars(even(report.duration.value()), report);
    EXPECT_LE(bars.size(), kMostBars);
    EXPECT_GT(bars.size(), kMostBars / 3);
    EXPECT_NEAR(bars.bars.back().end, report.duration.value(), 0.2);
}

TEST(SectionBars, HearStrokesAndPitches) {
    const SectionTrack strokes =
        track(20.0, [](double t, std::size_t) { return std::fmod(t, 0.5) < 0.1 ? -20.0 : -40.0; });
    Report report = steady(20.0);
    Chromagram& chromagram = report.harmony.emplace().chromagram;
    chromagram.hop = Seconds{0.5};
    for (int frame = 0; frame < 40; ++frame)
        for (int pitch = 0; pitch < 12; ++pitch) chromagram.values.push_back(pitch == (frame < 20 ? 9 : 2) ? 255 : 0);
    report.rhythm->onsets = {{Seconds{0.1}, 1.0F}, {Seconds{1.5}, 0.05F}, {Seconds{2.1}, 0.5F}, {Seconds{2.6}, 0.5F}};
    const Bars bars = gather_bars(strokes, report);
    EXPECT_GT(bars.bars[2].stroke[3], 3.0F);
    EXPECT_FLOAT_EQ(bars.bars[1].chroma[9], 1.0F);
    EXPECT_FLOAT_EQ(bars.bars[8].chroma[2], 1.0F);
    EXPECT_FLOAT_EQ(bars.bars[0].onsets, 0.5F);  // one a bar of two seconds: the faint one does not count
    EXPECT_FLOAT_EQ(bars.bars[1].onsets, 1.0F);
}

}  // namespace
}  // namespace stratum::analysis::structure
