#include "tempo_map.hpp"

#include "smf.hpp"

#include <cmath>
#include <gtest/gtest.h>

namespace stratum::midi {
namespace {

using analysis::Report;

/// Beats from `first` on, each lasting what `length(n)` says, with a downbeat every `bar` beats from the `pickup`th on.
template <class Length>
Report song(double first, int beats, int pickup, int bar, Length length) {
    Report report;
    auto& grid = report.rhythm.emplace().grid.emplace();
    double time = first;
    for (int n = 0; n < beats; ++n) {
        grid.beats.emplace_back(time);
        if (bar > 0 && n >= pickup && (n - pickup) % bar == 0) grid.downbeats.emplace_back(time);
        time += length(n);
    }
    if (bar > 0) report.rhythm->metre = analysis::Metre{bar, 0.9};
    report.duration = Seconds{time + 1.0};
    return report;
}

/// All beats fall on whole beats of the file, all downbeats on the first of a bar, and times agree to a millisecond.
void expect_true(const Report& report, const TempoMap& map) {
    const auto& grid = *report.rhythm->grid;
    int bar = 0;
    for (const Seconds beat : grid.beats) {
        const std::int64_t tick = map.tick_at(beat);
        ASSERT_EQ(tick % kTicksPerBeat, 0) << beat.value();
        ASSERT_NEAR(map.time_at(tick).value(), beat.value(), 0.0005);
    }
    for (const Seconds downbeat : grid.downbeats) {
        const auto place = map.place_of(map.tick_at(downbeat));
        ASSERT_DOUBLE_EQ(place.beat, 1.0) << downbeat.value();
        ASSERT_EQ(place.bar, ++bar);
    }
    for (double t = 0.0; t < report.duration.value(); t += 0.173) {
        const std::int64_t tick = map.tick_at(Seconds{t});
        ASSERT_NEAR(map.time_at(tick).value(), t, 0.001) << t;  // half a tick at 60 BPM is 0.5 ms
    }
}

TEST(TempoMap, OfAConstantGridIsAHandfulOfTempi) {
    // 127.5 BPM is no whole number of microseconds: 470,588.24.
    const Report report = song(0.21, 2000, 0, 4, [](int) { return 60.0 / 127.5; });
    const TempoMap map = TempoMap::of(report);
    expect_true(report, map);
    EXPECT_LE(map.tempi().size(), 6U);
    ASSERT_EQ(map.metres().size(), 2U);  // a short first bar of one beat
    EXPECT_EQ(map.metres()[0].beats, 1);
    EXPECT_EQ(map.metres()[1].beats, 4);
    EXPECT_TRUE(map.has_bars());
}

TEST(TempoMap, BeginsWithTheRecordingAndCountsThePickup) {
    // Two beats of pickup after 1.0 s; at 120 BPM two more are counted before them: a whole bar.
    const Report report = song(1.0, 40, 2, 4, [](int) { return 0.5; });
    const TempoMap map = TempoMap::of(report);
    expect_true(report, map);
    EXPECT_EQ(map.tick_at(Seconds{0.0}), 0);
    EXPECT_EQ(map.tick_at(Seconds{2.0}), 4 * kTicksPerBeat);
    EXPECT_EQ(map.place_of(0).bar, 0);
    ASSERT_EQ(map.metres().size(), 1U);

    // A beat more, and the first bar is one of a single beat.
    const Report longer = song(1.5, 40, 2, 4, [](int) { return 0.5; });
    const TempoMap other = TempoMap::of(longer);
    expect_true(longer, other);
    ASSERT_EQ(other.metres().size(), 2U);
    EXPECT_EQ(other.metres()[0].beats, 1);
    EXPECT_EQ(other.place_of(0).bar, -1);

    // The first sound is a downbeat.
    const Report at_once = song(0.0, 40, 0, 3, [](int) { return 0.5; });
    EXPECT_EQ(TempoMap::of(at_once).place_of(0).bar, 1);
    expect_true(at_once, TempoMap::of(at_once));
}

TEST(TempoMap, TakesAFirstBeatThatComesAtOnceToTheStart) {
    // A beat of 20 ms would be 3,000 a minute, which sequencers refuse.
    const Report report = song(0.02, 40, 0, 4, [](int) { return 0.5; });
    const TempoMap map = TempoMap::of(report);
    for (const TempoChange& change : map.tempi()) EXPECT_GT(change.microseconds, 400'000U);
    EXPECT_EQ(map.place_of(0).bar, 1);
    EXPECT_EQ(map.tick_at(Seconds{0.52}), kTicksPerBeat);
    EXPECT_EQ(map.tick_at(Seconds{10.02}), 20 * kTicksPerBeat);
    EXPECT_NEAR(map.time_at(map.tick_at(Seconds{0.02})).value(), 0.02, 0.001);
}

TEST(TempoMap, FollowsEveryBeatOfAFreeGrid) {
    const Report report = song(0.4, 300, 1, 4, [](int n) { return 0.6 + 0.15 * std::sin(0.1 * n); });
    const TempoMap map = TempoMap::of(report);
    expect_true(report, map);
    EXPECT_GT(map.tempi().size(), 200U);
}

TEST(TempoMap, TakesJumpsGapsAndChangesOfMetre) {
    Report report = song(0.3, 64, 0, 4, [](int n) { return n < 32 ? 0.4 : 0.3; });
    expect_true(report, TempoMap::of(report));
    // Half a minute without beats is counted through, since the format knows no beat that is so long.
    report = song(0.3, 64, 0, 4, [](int n) { return n == 31 ? 30.0 : 0.5; });
    const TempoMap gap = TempoMap::of(report);
    for (const TempoChange& change : gap.tempi()) EXPECT_LT(change.microseconds, 1'000'000U);
    EXPECT_EQ(gap.tick_at(report.rhythm->grid->beats[40]) % kTicksPerBeat, 0);
    // 4/4, then 7/4.
    report = song(0.0, 60, 0, 4, [](int) { return 0.5; });
    std::erase_if(report.rhythm->grid->downbeats, [](Seconds x) { return x.value() > 8.1; });
    for (double t = 11.5; t < 29.0; t += 3.5) report.rhythm->grid->downbeats.emplace_back(t);
    const TempoMap metres = TempoMap::of(report);
    expect_true(report, metres);
    ASSERT_EQ(metres.metres().size(), 2U);
    EXPECT_EQ(metres.metres()[1].beats, 7);
}

TEST(TempoMap, WithoutBeatsIsPlainTime) {
    const TempoMap map = TempoMap::of(Report{});
    EXPECT_EQ(map.tick_at(Seconds{10.0}), 20 * kTicksPerBeat);
    EXPECT_DOUBLE_EQ(map.time_at(480).value(), 0.25);
    EXPECT_FALSE(map.has_bars());
    // Beats but no bars: no claim is made about them.
    const Report report = song(0.5, 20, 0, 0, [](int) { return 0.5; });
    expect_true(report, TempoMap::of(report));
    EXPECT_FALSE(TempoMap::of(report).has_bars());
}

TEST(TempoMap, BearsWhatNoRecordingHas) {
    Report report;
    auto& grid = report.rhythm.emplace().grid.emplace();
    grid.beats = {Seconds{5e5}, Seconds{5e5 + 1e-9}, Seconds{9e5}, Seconds{1e9}};
    grid.downbeats = grid.beats;
    const TempoMap map = TempoMap::of(report);
    EXPECT_GT(map.tick_at(Seconds{1e9}), 0);
    EXPECT_EQ(map.tick_at(Seconds{-1.0}), 0);
    EXPECT_NEAR(map.time_at(map.tick_at(Seconds{5e5})).value(), 5e5, 0.001);
}

}  // namespace
}  // namespace stratum::midi
