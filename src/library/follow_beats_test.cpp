#include "follow_beats.hpp"

#include "stratum/library/beat_edit.hpp"
#include "stratum/library/corrections.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace stratum::library {
namespace {

using analysis::Report;
using analysis::Section;

/// 60 s at 120 BPM: 30 bars of 2 s from 0.5 s on, three sections of 8, 16 and the rest.
Report sample() {
    Report report;
    report.duration = Seconds{60.5};
    auto& rhythm = report.rhythm.emplace();
    rhythm.tempo = analysis::Tempo{.bpm = Bpm{120.0}, .confidence = 0.6};
    rhythm.metre = analysis::Metre{4, 0.9};
    auto& grid = rhythm.grid.emplace();
    grid.kind = analysis::GridKind::constant;
    for (int i = 0; i < 120; ++i) {
        grid.beats.emplace_back(0.5 + 0.5 * i);
        if (i % 4 == 0) grid.downbeats.push_back(grid.beats.back());
    }
    grid.regions = {{Seconds{0.0}, Seconds{60.5}, Seconds{0.5}, Bpm{120.0}}};
    auto& structure = report.structure.emplace();
    structure.sections = {{.start = Seconds{0.5}, .end = Seconds{16.5}, .label = "A", .bars = 8},
                          {.start = Seconds{16.5}, .end = Seconds{48.5}, .label = "B", .bars = 16},
                          {.start = Seconds{48.5}, .end = Seconds{60.5}, .label = "A", .bars = 6}};
    structure.vocals = analysis::VocalCurve{Seconds{1.0}, std::vector<std::uint8_t>(61), {}};
    std::fill_n(structure.vocals->presence.begin() + 17, 32, std::uint8_t{100});
    structure.mix_in = analysis::MixPoint{Seconds{0.5}, 8, 4, 0.7};
    structure.mix_out = analysis::MixPoint{Seconds{48.5}, 6, 2, 0.7};
    auto& chords = report.chords.emplace();
    chords.on_beats = true;
    chords.spans = {{Seconds{0.0}, Seconds{4.5}, {}, 0.5},
                    {Seconds{4.5}, Seconds{8.75}, analysis::Chord{}, 0.5},  // on a half beat
                    {Seconds{8.75}, Seconds{60.5}, {}, 0.5}};
    return report;
}

Report after(const Result<analysis::Rhythm>& edit) {
    Corrections corrections;
    corrections.tempo = edit->tempo->bpm;
    corrections.grid = edit->grid;
    if (edit->metre) corrections.beats_per_bar = edit->metre->beats_per_bar;
    return laid_over(sample(), corrections);
}

std::vector<int> bars_of(const Report& report) {
    std::vector<int> bars;
    for (const Section& section : report.structure->sections) bars.push_back(section.bars.value_or(-1));
    return bars;
}

TEST(FollowBeats, TwiceTheTempoIsTwiceTheBarsAndNothingMoves) {
    const Report doubled = after(scale_beats(sample(), {2, 1}));
    EXPECT_EQ(bars_of(doubled), (std::vector{16, 32, 12}));
    EXPECT_EQ(doubled.structure->sections[1].start, Seconds{16.5});
    EXPECT_EQ(doubled.structure->mix_in->bars, 16);
    EXPECT_EQ(doubled.structure->mix_in->free_bars, 8);
    EXPECT_EQ(doubled.structure->mix_out->bars, 12);
    EXPECT_EQ(doubled.structure->mix_out->free_bars, 4);
    EXPECT_TRUE(doubled.chords->on_beats);
}

TEST(FollowBeats, HalfTheTempoIsHalfTheBars) {
    const Report halved = after(scale_beats(sample(), {1, 2}));
    EXPECT_EQ(bars_of(halved), (std::vector{4, 8, 3}));
    EXPECT_EQ(halved.structure->mix_in->bars, 4);
    EXPECT_FALSE(halved.chords->on_beats);  // 8.75 s is a quarter of the new beat
}

TEST(FollowBeats, BordersGoWithTheDownbeatsAndChordsStay) {
    const Report shifted = after(shift_beats(sample(), 1.0));
    const auto& sections = shifted.structure->sections;
    EXPECT_NEAR(sections[0].start.value(), 0.5, 1e-9);  // the sound begins where it begins
    EXPECT_NEAR(sections[0].end.value(), 17.0, 1e-9);
    EXPECT_NEAR(sections[1].start.value(), 17.0, 1e-9);
    EXPECT_NEAR(sections[2].start.value(), 49.0, 1e-9);
    EXPECT_DOUBLE_EQ(sections[1].vocals.value(), 1.0);  // sung from 17 to 49 s
    EXPECT_DOUBLE_EQ(sections[0].vocals.value(), 0.0);
    EXPECT_EQ(sections[1].bars, 16);
    EXPECT_NEAR(shifted.structure->mix_in->time.value(), 1.0, 1e-9);
    EXPECT_EQ(shifted.structure->mix_in->bars, 8);
    EXPECT_EQ(shifted.chords->spans[1].start, Seconds{4.5});
    EXPECT_TRUE(shifted.chords->on_beats);
    // By a third of a beat nothing that was heard lies on beats any more.
    EXPECT_FALSE(after(shift_beats(sample(), 1.0 / 3.0)).chords->on_beats);
}

TEST(FollowBeats, TwoBordersNearestToOneDownbeatBothStay) {
    Report report = sample();
    report.structure->sections[0].end = report.structure->sections[1].start = Seconds{16.5};
    report.structure->sections[1].end = report.structure->sections[2].start = Seconds{17.0};
    follow_beats(report);
    EXPECT_EQ(report.structure->sections[1].start, Seconds{16.5});
    EXPECT_EQ(report.structure->sections[2].start, Seconds{17.0});
    EXPECT_EQ(report.structure->sections[1].bars, 0);
}

TEST(FollowBeats, WithoutDownbeatsThereAreNoBarsAndNoMixPoints) {
    Report report = sample();
    report.rhythm->grid->downbeats.clear();
    follow_beats(report);
    EXPECT_EQ(bars_of(report), (std::vector{-1, -1, -1}));
    EXPECT_FALSE(report.structure->mix_in);
    EXPECT_FALSE(report.structure->mix_out);
    report.rhythm.reset();
    follow_beats(report);
    EXPECT_FALSE(report.chords->on_beats);
}

TEST(FollowBeats, ACorrectedKeyMovesNothingButItsTheoryIsToldAnew) {
    Report report = sample();
    report.harmony.emplace().key = analysis::KeyEstimate{.key = {0, analysis::Mode::major}, .confidence = 0.5};
    report.theory.emplace();
    Corrections corrections;
    corrections.key = CorrectedKey{{9, analysis::Mode::minor}, {}};
    const Report corrected = laid_over(report, corrections);
    EXPECT_EQ(bars_of(corrected), (std::vector{8, 16, 6}));
    ASSERT_TRUE(corrected.theory);
    ASSERT_FALSE(corrected.theory->chords.empty());
    EXPECT_EQ(corrected.theory->chords[0].key->tonic, 9);
}

}  // namespace
}  // namespace stratum::library
