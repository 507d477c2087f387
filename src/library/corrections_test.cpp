#include "stratum/library/corrections.hpp"

#include "stratum/library/beat_edit.hpp"
#include "stratum/library/tracks.hpp"
#include "test_library.hpp"

#include <gmock/gmock.h>

namespace stratum::library {
namespace {

/// Parts as a child tells them: 87 BPM where it is 174, in A minor.
std::vector<Part> parts(Seconds first_beat) {
    analysis::Report report;
    auto& rhythm = report.rhythm.emplace();
    rhythm.tempo = analysis::Tempo{.bpm = Bpm{87.0}, .confidence = 0.4, .opinions = {{"one", Bpm{87.0}, 1.0}}};
    auto& grid = rhythm.grid.emplace();
    grid.kind = analysis::GridKind::constant;
    grid.confidence = 0.8;
    grid.regions = {{Seconds{}, Seconds{10.0}, first_beat, Bpm{87.0}}};
    for (Seconds at = first_beat; at < Seconds{10.0}; at += beat_period(Bpm{87.0})) grid.beats.push_back(at);
    grid.downbeats = {grid.beats[0], grid.beats[4], grid.beats[8], grid.beats[12]};
    rhythm.metre = analysis::Metre{4, 0.9};
    report.harmony.emplace().key = analysis::KeyEstimate{.key = {9, analysis::Mode::minor}, .confidence = 0.7};
    std::vector<Part> all;
    for (const auto id : analysis::kAllAnalysers)
        if (analysis::info_of(id).needs_audio) all.push_back({id, analysis::part_to_cbor(report, id)});
    return all;
}

class CorrectionsTest : public LibraryTest {
  protected:
    Recorded add(const std::string& name, std::uint8_t audio, Seconds first_beat = Seconds{0.5}) {
        write(name, name);
        return library_->record(heard(name, audio, parts(first_beat))).value();
    }
    TrackView view(const Recorded& one) { return library_->view(one.file).value(); }
    double bpm(const Recorded& one) { return view(one).report.rhythm->tempo->bpm.value(); }
    TrackCorrection doubled(const Recorded& one) {
        const TrackView seen = view(one);
        analysis::Report after = seen.report;
        after.rhythm = scale_beats(seen.report, {2, 1}).value();
        Corrections values = shown_in(after);
        values.key.reset();
        return {one.track, seen.file.content, values};
    }
    static TrackCorrection key(const Recorded& one, int tonic) {
        TrackCorrection correction{.track = one.track};
        correction.values.key = CorrectedKey{{tonic, analysis::Mode::major}, {}};
        return correction;
    }
};

TEST_P(CorrectionsTest, LieOverTheAnalysisWhichStays) {
    const auto a = add("a.wav", 1);
    const auto corrected = library_->correct("--double", std::array{doubled(a)});
    ASSERT_TRUE(corrected) << corrected.error().text();
    ASSERT_TRUE(corrected->step);
    EXPECT_EQ(corrected->step->number, 1);
    EXPECT_EQ(corrected->tracks, std::vector{a.track});

    reopen();
    const TrackView seen = view(a);
    EXPECT_EQ(seen.report.rhythm->tempo->bpm, Bpm{174.0});
    EXPECT_EQ(seen.report.rhythm->tempo->confidence, 1.0);
    EXPECT_EQ(seen.report.rhythm->tempo->opinions.size(), 1U);
    EXPECT_EQ(seen.report.rhythm->grid->confidence, 1.0);
    EXPECT_EQ(seen.report.rhythm->metre->confidence, 1.0);
    EXPECT_EQ(seen.report.harmony->key->confidence, 0.7);
    EXPECT_THAT(seen.corrected,
                testing::ElementsAre(CorrectedField::tempo, CorrectedField::grid, CorrectedField::metre));
    EXPECT_EQ(seen.heard.rhythm->tempo->bpm, Bpm{87.0});
    EXPECT_EQ(seen.heard.rhythm->grid->confidence, 0.8);
    EXPECT_FALSE(seen.heard.harmony);
    EXPECT_EQ(library_->report(seen.file.content)->rhythm->tempo->bpm, Bpm{87.0});
}

TEST_P(CorrectionsTest, SayingTheSameAgainIsNoStep) {
    const auto a = add("a.wav", 1);
    ASSERT_TRUE(library_->correct("--key C", std::array{key(a, 0)}));
    const auto again = library_->correct("--key C", std::array{key(a, 0)});
    ASSERT_TRUE(again);
    EXPECT_FALSE(again->step);
    EXPECT_EQ(library_->correction_steps({})->items.size(), 1U);
}

TEST_P(CorrectionsTest, OneStepOfManyTracksIsUndoneAsOne) {
    const auto a = add("a.wav", 1);
    const auto b = add("b.wav", 2);
    ASSERT_TRUE(library_->correct("--double", std::array{doubled(a), doubled(b)}));
    ASSERT_TRUE(library_->correct("--double", std::array{doubled(b)}));
    EXPECT_EQ(bpm(b), 348.0);
    EXPECT_EQ(library_->undo()->step->undoes, 2);
    EXPECT_EQ(bpm(b), 174.0);
    const auto undone = library_->undo();
    ASSERT_TRUE(undone);
    EXPECT_EQ(undone->tracks.size(), 2U);
    EXPECT_EQ(bpm(a), 87.0);
    EXPECT_EQ(bpm(b), 87.0);
    EXPECT_TRUE(view(a).corrected.empty());
    EXPECT_EQ(library_->undo().error().code, ErrorCode::not_found);
    // Nothing is removed: two steps and their undoing.
    const auto steps = library_->correction_steps({}).value().items;
    ASSERT_EQ(steps.size(), 4U);
    EXPECT_TRUE(steps[2].undone);
    EXPECT_TRUE(steps[3].undone);
}

TEST_P(CorrectionsTest, AnUndoCanBeUndone) {
    const auto a = add("a.wav", 1);
    ASSERT_TRUE(library_->correct("--double", std::array{doubled(a)}));
    ASSERT_TRUE(library_->undo());
    ASSERT_TRUE(library_->undo(2));
    EXPECT_EQ(bpm(a), 174.0);
    EXPECT_EQ(library_->undo(2).error().code, ErrorCode::invalid_argument);
    ASSERT_TRUE(library_->undo());
    EXPECT_EQ(bpm(a), 87.0);
    EXPECT_EQ(library_->undo(99).error().code, ErrorCode::not_found);
}

TEST_P(CorrectionsTest, AnEarlierStepIsUndoneWhereNothingCameAfterIt) {
    const auto a = add("a.wav", 1);
    const auto b = add("b.wav", 2);
    ASSERT_TRUE(library_->correct("--key C", std::array{key(a, 0), key(b, 0)}));
    ASSERT_TRUE(library_->correct("--key D", std::array{key(a, 2)}));
    const auto undone = library_->undo(1);
    ASSERT_TRUE(undone);
    EXPECT_EQ(undone->kept, 1);
    EXPECT_EQ(undone->tracks, std::vector{b.track});
    EXPECT_EQ(view(a).report.harmony->key->key.tonic, 2);
    EXPECT_EQ(view(b).report.harmony->key->key.tonic, 9);
}

TEST_P(CorrectionsTest, WhatWasSaidCanBeTakenBack) {
    const auto a = add("a.wav", 1);
    ASSERT_TRUE(library_->correct("--double", std::array{doubled(a)}));
    ASSERT_TRUE(library_->correct("--key C", std::array{key(a, 0)}));
    const TrackCorrection back{.track = a.track,
                               .content = view(a).file.content,
                               .reverts = {CorrectedField::tempo, CorrectedField::grid, CorrectedField::metre}};
    EXPECT_EQ(library_->correct("--revert", std::array{back})->tracks, std::vector{a.track});
    EXPECT_EQ(bpm(a), 87.0);
    EXPECT_THAT(view(a).corrected, testing::ElementsAre(CorrectedField::key));
    EXPECT_FALSE(library_->correct("--revert", std::array{back})->step) << "nothing is said any more";
    ASSERT_TRUE(library_->correct("--double", std::array{doubled(a)}));
    ASSERT_TRUE(library_->correct("--revert", std::array{back}));
    EXPECT_EQ(library_->undo(3)->kept, 3) << "taken back again since";
    ASSERT_TRUE(library_->undo(5));
    EXPECT_EQ(bpm(a), 174.0);
    EXPECT_EQ(library_->heard_and_said(a.file, analysis::AnalyserSet::all())->heard.rhythm->tempo->bpm, Bpm{87.0});
    EXPECT_EQ(library_->heard_and_said(a.file, analysis::AnalyserSet::all())->said.tempo, Bpm{174.0});
}

TEST_P(CorrectionsTest, StepsComeInPages) {
    const auto a = add("a.wav", 1);
    const auto b = add("b.wav", 2);
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(library_->correct("--key", std::array{key(i % 2 == 0 ? a : b, i)}));
    ASSERT_TRUE(library_->undo(5));
    ASSERT_TRUE(library_->undo(6));
    ASSERT_TRUE(library_->undo(4));
    const auto numbers = [&](const std::optional<Uuid>& track) {
        std::vector<std::int64_t> found;
        PageRequest request{.limit = 2};
        for (;;) {
            const auto page = library_->correction_steps(request, track);
            EXPECT_TRUE(page) << page.error().text();
            for (const auto& step : page->items) found.push_back(step.undone ? -step.number : step.number);
            if (!page->next_cursor) return found;
            request.cursor = *page->next_cursor;
        }
    };
    EXPECT_THAT(numbers({}), testing::ElementsAre(8, 7, -6, 5, -4, 3, 2, 1));
    EXPECT_THAT(numbers(a.track), testing::ElementsAre(7, -6, 5, 3, 1));
    EXPECT_THAT(numbers(b.track), testing::ElementsAre(8, -4, 2));
    EXPECT_EQ(library_->correction_steps({.limit = 0}).error().code, ErrorCode::invalid_argument);
    const auto cursor = library_->correction_steps({.limit = 2})->next_cursor;
    EXPECT_EQ(library_->correction_steps({.limit = 2, .cursor = *cursor}, a.track).error().code,
              ErrorCode::invalid_argument)
        << "of another list";
}

TEST_P(CorrectionsTest, BeatsThatMoveALittleAreAChangeToo) {
    const auto a = add("a.wav", 1);
    ASSERT_TRUE(library_->correct("--double", std::array{doubled(a)}));
    const auto before = Tracks{*library_}.summary(a.track)->version;
    const auto seen = library_->heard_and_said(a.file, analysis::AnalyserSet::all()).value();
    analysis::Report after = seen.shown();
    after.rhythm = nudge_beats(after, Seconds{0.005}).value();
    after.harmony.reset();
    ASSERT_TRUE(
        library_->correct("--nudge 0.005", std::array{TrackCorrection{a.track, seen.content, shown_in(after)}}));
    EXPECT_EQ(Tracks{*library_}.summary(a.track)->version, before + 1);
}

TEST_P(CorrectionsTest, OrderDoesNotHangOnTheClock) {
    const auto a = add("a.wav", 1);
    ASSERT_TRUE(library_->correct("--key C", std::array{key(a, 0)}));
    clock_.advance(Seconds{-86400.0});
    reopen();
    ASSERT_TRUE(library_->correct("--key D", std::array{key(a, 2)}));
    EXPECT_EQ(view(a).report.harmony->key->key.tonic, 2);
}

TEST_P(CorrectionsTest, OtherAudioOfTheTrackKeepsItsOwnBeatsAtTheNewTempo) {
    const auto a = add("a.wav", 1);
    ASSERT_TRUE(library_->correct("--double", std::array{doubled(a)}));
    // The file is replaced: the same music, 26 ms later.
    write("a.wav", "other bytes");
    const auto replaced = library_->record(heard("a.wav", 9, parts(Seconds{0.526})));
    ASSERT_TRUE(replaced);
    ASSERT_EQ(replaced->track, a.track);
    const TrackView seen = view(*replaced);
    EXPECT_EQ(seen.report.rhythm->tempo->bpm, Bpm{174.0});
    EXPECT_NEAR(seen.report.rhythm->grid->downbeats[0].value(), 0.526, 1e-9);
    EXPECT_NEAR((seen.report.rhythm->grid->beats[1] - seen.report.rhythm->grid->beats[0]).value(), 60.0 / 174.0, 1e-9);
    EXPECT_EQ(seen.report.rhythm->grid->confidence, 0.8);
}

TEST_P(CorrectionsTest, AKeyHoldsThroughoutUnlessItNamesTimes) {
    const auto a = add("a.wav", 1);
    ASSERT_TRUE(library_->correct("--key C", std::array{key(a, 0)}));
    const auto report = view(a).report;
    ASSERT_EQ(report.harmony->key_over_time.size(), 1U);
    EXPECT_EQ(report.harmony->key_over_time[0].end, report.duration);
}

TEST(LaidOver, NothingChangesNothing) {
    analysis::Report report;
    report.duration = Seconds{5.0};
    const auto same = laid_over(report, {});
    EXPECT_FALSE(same.rhythm);
    EXPECT_FALSE(same.harmony);
    EXPECT_TRUE(shown_in(report).empty());
}

STRATUM_ON_EVERY_ENGINE(CorrectionsTest);

}  // namespace
}  // namespace stratum::library
