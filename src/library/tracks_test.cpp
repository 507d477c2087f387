#include "stratum/library/tracks.hpp"

#include "search_words.hpp"
#include "stratum/store/events/events.hpp"
#include "summary_rows.hpp"
#include "test_library.hpp"

#include <gmock/gmock.h>

namespace stratum::library {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class TracksTest : public LibraryTest {
  protected:
    static analysis::Report report(double bpm, double confidence, int tonic = 9) {
        analysis::Report report;
        report.rhythm.emplace().tempo = analysis::Tempo{.bpm = Bpm{bpm}, .confidence = confidence};
        report.harmony.emplace().key = analysis::KeyEstimate{.key = {tonic, analysis::Mode::minor}, .confidence = 0.75};
        report.loudness.emplace().integrated = Lufs{-9.0};
        return report;
    }
    Recorded add(const std::string& name, std::uint8_t audio, double bpm = 120.0) {
        write(name, name);
        Heard one = heard(name, audio, parts_of(report(bpm, 0.5)));
        one.tags.artist = "Ann";
        one.tags.year = 1999;
        auto recorded = library_->record(one);
        EXPECT_TRUE(recorded) << recorded.error().text();
        return *recorded;
    }
    Tracks tracks() { return Tracks{*library_}; }
    TrackSummary summary(const Uuid& track) { return tracks().summary(track).value(); }
    std::vector<std::string> told() {
        std::vector<std::string> kinds;
        const auto connection = database();
        for (const auto& row : connection->query("SELECT kind FROM events ORDER BY told").value())
            kinds.push_back(row.text(0));
        return kinds;
    }
};

TEST_P(TracksTest, SummaryShowsTagsAndAnalysis) {
    const auto a = add("Blue.wav", 1);
    const auto shown = summary(a.track);
    EXPECT_EQ(shown.title, "Blue.wav");
    EXPECT_EQ(shown.artist, "Ann");
    EXPECT_EQ(shown.year, 1999);
    EXPECT_FALSE(shown.album);
    EXPECT_EQ(shown.file_name, "Blue.wav");
    EXPECT_EQ(shown.duration, Seconds{10.0});
    EXPECT_EQ(shown.bpm, Bpm{120.0});
    EXPECT_EQ(shown.key, (analysis::Key{9, analysis::Mode::minor}));
    EXPECT_EQ(shown.lufs, Lufs{-9.0});
    EXPECT_EQ(shown.doubt, 0.5);
    EXPECT_TRUE(shown.energy);
    EXPECT_THAT(shown.corrected, IsEmpty());
    EXPECT_EQ(shown.analysis, AnalysisState::done);
    EXPECT_EQ(shown.added_at, clock_.now());
    EXPECT_FALSE(shown.binned_at);
    EXPECT_EQ(shown.version, 1);
}

TEST_P(TracksTest, VersionCountsChangesAndNothingElse) {
    const auto a = add("a.wav", 1);
    clock_.advance(Seconds{5.0});
    add("a.wav", 1);
    EXPECT_EQ(summary(a.track).version, 1) << "the same again";
    add("a.wav", 1, 121.0);
    const auto after = summary(a.track);
    EXPECT_EQ(after.version, 2);
    EXPECT_EQ(after.bpm, Bpm{121.0});
    EXPECT_EQ(after.updated_at, clock_.now());
    EXPECT_LT(after.added_at, after.updated_at);
}

TEST_P(TracksTest, CorrectionsAndTheirUndoingShow) {
    const auto a = add("a.wav", 1);
    TrackCorrection correction{.track = a.track, .content = heard("a.wav", 1, {}).content};
    correction.values.tempo = Bpm{60.0};
    ASSERT_TRUE(library_->correct("--half", std::array{correction}));
    auto shown = summary(a.track);
    EXPECT_EQ(shown.bpm, Bpm{60.0});
    EXPECT_EQ(shown.bpm_confidence, 1.0);
    EXPECT_THAT(shown.corrected, ElementsAre(CorrectedField::tempo));
    EXPECT_EQ(shown.doubt, 0.25) << "the key's confidence is 0.75";
    ASSERT_TRUE(library_->undo());
    shown = summary(a.track);
    EXPECT_EQ(shown.bpm, Bpm{120.0});
    EXPECT_EQ(shown.version, 3);
}

TEST_P(TracksTest, EditsLieOverTheTagsAndCanBeTakenBack) {
    const auto a = add("a.wav", 1);
    library_->act_as("bob");
    TrackPatch patch;
    patch.title = std::optional<std::string>{"Better"};
    patch.rating = std::optional<std::int64_t>{4};
    patch.artist = std::optional<std::string>{""};
    EXPECT_EQ(tracks().patch(std::array{a.track}, patch).value(), 1);
    EXPECT_EQ(tracks().patch(std::array{a.track}, patch).value(), 0) << "said already";
    auto shown = summary(a.track);
    EXPECT_EQ(shown.title, "Better");
    EXPECT_EQ(shown.rating, 4);
    EXPECT_FALSE(shown.artist) << "said to be none";
    EXPECT_EQ(shown.version, 2);
    Heard retagged = heard("a.wav", 1, {});
    retagged.tags.title = "From the file";
    ASSERT_TRUE(library_->record(retagged));
    EXPECT_EQ(summary(a.track).title, "Better");
    TrackPatch back;
    back.title = std::optional<std::string>{};
    ASSERT_TRUE(tracks().patch(std::array{a.track}, back));
    EXPECT_EQ(summary(a.track).title, "From the file");
    const auto edits = tracks().edits(a.track).value();
    ASSERT_EQ(edits.size(), 4U);
    EXPECT_EQ(edits.back().field, "title");
    EXPECT_FALSE(edits.back().value);
    EXPECT_EQ(edits.back().author, "bob");
    const auto details = tracks().details(a.track).value();
    EXPECT_FALSE(details.edits.title);
    EXPECT_EQ(details.edits.rating, 4);
    EXPECT_EQ(details.tags.title, "From the file");
    ASSERT_EQ(details.files.size(), 1U);
    EXPECT_EQ(details.files.front().frames, 441000);
    EXPECT_EQ(library_->view(a.file)->tags.title, "From the file") << "files stay as they are";
}

// Two requests, each with its own source of ids, within one millisecond.
TEST_P(TracksTest, TheLastEditCountsHoweverCloseTheyCome) {
    const auto a = add("a.wav", 1);
    const auto connection = database();
    Library other = Library::over(*connection, library_->workspace(), clock_);
    for (int i = 0; i < 16; ++i) {
        TrackPatch patch;
        patch.title = std::optional<std::string>{"Title " + std::to_string(i)};
        ASSERT_TRUE(Tracks{i % 2 == 0 ? *library_ : other}.patch(std::array{a.track}, patch));
        EXPECT_EQ(summary(a.track).title, "Title " + std::to_string(i));
    }
    const auto edits = tracks().edits(a.track).value();
    ASSERT_EQ(edits.size(), 16U);
    for (std::size_t i = 0; i < edits.size(); ++i) EXPECT_EQ(edits[i].value, "Title " + std::to_string(i));
}

// A library of the program before gets the order of its edits from their times, and its steps their counts.
TEST_P(TracksTest, EditsAndStepsOfBeforeGetTheirNumbers) {
    const auto a = add("a.wav", 1);
    for (const char* const title : {"One", "Two", "Three"}) {
        clock_.advance(Seconds{1.0});
        TrackPatch patch;
        patch.title = std::optional<std::string>{title};
        ASSERT_TRUE(tracks().patch(std::array{a.track}, patch));
    }
    TrackCorrection correction{.track = a.track, .content = heard("a.wav", 1, {}).content};
    correction.values.tempo = Bpm{60.0};
    ASSERT_TRUE(library_->correct("--half", std::array{correction}));
    library_.reset();
    ASSERT_TRUE(
        database()->script("DROP INDEX edits_by_number; DROP INDEX steps_by_undone;"
                           "DROP INDEX corrections_by_track_and_step;"
                           "ALTER TABLE track_edits DROP COLUMN number;"
                           "ALTER TABLE correction_steps DROP COLUMN tracks;"
                           "CREATE INDEX edits_by_track ON track_edits (workspace_id, track_id, field, id);"
                           "DROP TABLE loose_blobs;"
                           "DELETE FROM schema_migrations WHERE version >= 8"));
    ASSERT_TRUE(store::migrate(*database(), std::array{migrations()}, clock_));
    reopen();
    const auto edits = tracks().edits(a.track).value();
    ASSERT_EQ(edits.size(), 3U);
    EXPECT_EQ(edits.front().value, "One");
    EXPECT_EQ(edits.back().value, "Three");
    EXPECT_EQ(library_->correction_steps({})->items.front().tracks, 1);
    TrackPatch patch;
    patch.title = std::optional<std::string>{"Four"};
    ASSERT_TRUE(tracks().patch(std::array{a.track}, patch));
    EXPECT_EQ(summary(a.track).title, "Four");
}

TEST_P(TracksTest, PatchesOutOfRangeChangeNothing) {
    const auto a = add("a.wav", 1);
    const auto refused = [&](const TrackPatch& patch) {
        return tracks().patch(std::array{a.track}, patch).error().code == ErrorCode::invalid_argument;
    };
    TrackPatch patch;
    patch.title = std::optional<std::string>{"fine"};
    patch.rating = std::optional<std::int64_t>{6};
    EXPECT_TRUE(refused(patch));
    patch = {};
    patch.year = std::optional<std::int64_t>{0};
    EXPECT_TRUE(refused(patch));
    patch = {};
    patch.genre = std::optional<std::string>{std::string(201, 'x')};
    EXPECT_TRUE(refused(patch));
    std::string genre;
    for (int i = 0; i < 200; ++i) genre += "ü";
    patch.genre = std::optional{genre};
    EXPECT_FALSE(tracks().patch(std::array{a.track, IdSource::random()}, patch)) << "all or none";
    EXPECT_EQ(summary(a.track).version, 1);
    EXPECT_TRUE(tracks().patch(std::array{a.track}, patch)) << "letters are counted, not bytes";
}

TEST_P(TracksTest, BinnedTracksComeBackAndErasedOnesDoNot) {
    const auto a = add("a.wav", 1);
    const auto b = add("b.wav", 2);
    const std::array both{a.track, b.track};
    EXPECT_EQ(tracks().erase(both).error().code, ErrorCode::invalid_argument) << "not in the bin";
    EXPECT_EQ(tracks().bin(both).value(), 2);
    EXPECT_EQ(tracks().bin(both).value(), 0);
    EXPECT_TRUE(summary(a.track).binned_at);
    EXPECT_EQ(tracks().restore(std::array{b.track}).value(), 1);
    EXPECT_FALSE(summary(b.track).binned_at);
    EXPECT_EQ(summary(b.track).version, 3);
    const auto erased = tracks().erase(std::array{a.track});
    ASSERT_TRUE(erased) << erased.error().text();
    EXPECT_EQ(erased->tracks, 1);
    EXPECT_THAT(erased->stored, IsEmpty());
    EXPECT_THAT(erased->contents, ElementsAre(heard("a.wav", 1, {}).content));
    EXPECT_EQ(tracks().summary(a.track).error().code, ErrorCode::not_found);
    EXPECT_EQ(library_->count_files().value(), 1);
    EXPECT_TRUE(std::filesystem::exists(path("a.wav")));
    EXPECT_EQ(library_->missing(heard("a.wav", 1, {}).content).value(), analysis::AnalyserSet::all());
    const auto again = add("a.wav", 1);
    EXPECT_NE(again.track, a.track);
}

TEST_P(TracksTest, ErasingTellsTheBlobsThatAreLeftOver) {
    Heard upload;
    upload.path = "stored:0123/My song.mp3";
    upload.stat.size = 5;
    upload.content.fill(7);
    upload.media = {.container = "mp3", .codec = "mp3", .rate = SampleRate{44100}, .channels = 2};
    const auto one = library_->record(upload);
    ASSERT_TRUE(one) << one.error().text();
    EXPECT_EQ(summary(one->track).file_name, "My song.mp3");
    EXPECT_EQ(summary(one->track).analysis, AnalysisState::none);
    // The same audio on a disk is a further file, since the upload is where it was.
    write("disk.wav", "x");
    Heard twin = heard("disk.wav", 7, {});
    EXPECT_EQ(library_->record(twin)->change, FileChange::duplicate);
    ASSERT_TRUE(tracks().bin(std::array{one->track}));
    EXPECT_THAT(tracks().erase(std::array{one->track})->stored, ElementsAre(upload.path));
}

TEST_P(TracksTest, WorkOnATrackIsItsStateUntilItIsHeard) {
    const auto a = add("a.wav", 1);
    ASSERT_TRUE(tracks().note_analysis(std::array{a.track}, AnalysisState::queued));
    EXPECT_EQ(summary(a.track).analysis, AnalysisState::queued);
    ASSERT_TRUE(tracks().note_analysis(std::array{a.track}, AnalysisState::failed));
    ASSERT_TRUE(library_->record(heard("a.wav", 1, {})));
    EXPECT_EQ(summary(a.track).analysis, AnalysisState::failed) << "nothing was heard";
    ASSERT_TRUE(tracks().note_analysis(std::array{a.track}, std::nullopt));
    EXPECT_EQ(summary(a.track).analysis, AnalysisState::done);
    ASSERT_TRUE(tracks().note_analysis(std::array{a.track}, AnalysisState::running));
    add("a.wav", 1);
    EXPECT_EQ(summary(a.track).analysis, AnalysisState::done);
    EXPECT_EQ(tracks().note_analysis({}, AnalysisState::stale).error().code, ErrorCode::invalid_argument);
}

TEST_P(TracksTest, LibrariesOfBeforeAreBroughtUpInSmallSteps) {
    std::vector<TrackSummary> before;
    for (const std::string name : {"a", "b", "c", "d", "e"}) {
        write(name, name);
        before.push_back(summary(add(name, static_cast<std::uint8_t>(name[0])).track));
    }
    ASSERT_TRUE(
        database()->script("DELETE FROM track_summaries; UPDATE analyses SET version = 0 WHERE analyser = 'rhythm'"));
    Uuid at{};
    int steps = 0;
    for (;; ++steps) {
        const auto next = tracks().rebuild(at, 2);
        ASSERT_TRUE(next) << next.error().text();
        if (!*next) break;
        at = **next;
    }
    EXPECT_EQ(steps, 2);
    for (const auto& old : before) {
        const auto now = summary(old.id);
        EXPECT_EQ(now.title, old.title);
        EXPECT_EQ(now.added_at, old.added_at);
        EXPECT_EQ(now.analysis, AnalysisState::stale);
    }
    EXPECT_FALSE(tracks().rebuild({}).value()) << "done";
}

TEST_P(TracksTest, TracksThatSplitAndJoinKeepTheirSummariesTrue) {
    const auto a = add("a.wav", 1);
    write("copy.wav", "copy");
    const auto b = add("b.wav", 2);
    // a makes room for other audio and turns up elsewhere: its track goes along.
    const auto other = library_->record(heard("a.wav", 3, all_parts(-4.0)));
    ASSERT_TRUE(other);
    EXPECT_EQ(summary(a.track).lufs, Lufs{-4.0});
    const auto back = library_->record(heard("copy.wav", 1, {}));
    ASSERT_TRUE(back);
    EXPECT_EQ(back->track, a.track);
    EXPECT_EQ(summary(a.track).lufs, Lufs{-9.0});
    EXPECT_EQ(summary(a.track).file_name, "copy.wav");
    const Uuid fresh = library_->find(path("a.wav")).value()->track;
    EXPECT_EQ(summary(fresh).lufs, Lufs{-4.0});
    EXPECT_EQ(summary(b.track).version, 1);
}

TEST_P(TracksTest, WhatHappensIsTold) {
    ASSERT_TRUE(store::migrate(*database(), std::array{store::events_schema()}, clock_));
    reopen();
    const auto a = add("a.wav", 1);
    add("a.wav", 1);
    EXPECT_THAT(told(), ElementsAre("track.added", "track.analysed")) << "the same again is no news";
    add("a.wav", 1, 130.0);
    TrackCorrection correction{.track = a.track};
    correction.values.tempo = Bpm{60.0};
    ASSERT_TRUE(library_->correct("--half", std::array{correction}));
    TrackPatch patch;
    patch.rating = std::optional<std::int64_t>{1};
    ASSERT_TRUE(tracks().patch(std::array{a.track}, patch));
    ASSERT_TRUE(tracks().bin(std::array{a.track}));
    ASSERT_TRUE(tracks().restore(std::array{a.track}));
    ASSERT_TRUE(tracks().bin(std::array{a.track}));
    ASSERT_TRUE(tracks().erase(std::array{a.track}));
    EXPECT_THAT(told(), ElementsAre("track.added", "track.analysed", "track.analysed", "track.corrected",
                                    "track.updated", "track.binned", "track.restored", "track.binned", "track.erased"));
    const auto row = database()->query_one("SELECT payload, subject, actor FROM events ORDER BY told LIMIT 1").value();
    EXPECT_EQ(row->text(0), R"({"track_id":")" + to_text(a.track) + R"("})");
    EXPECT_EQ(row->text(1), to_text(a.track));
    EXPECT_EQ(row->text(2), "local");
}

STRATUM_ON_EVERY_ENGINE(TracksTest);

TEST(SummaryRows, KeysLieAroundTheWheelAndComeBack) {
    std::vector<std::string> wheel;
    for (std::int64_t place = 0; place < 24; ++place) {
        const auto key = key_at(place);
        EXPECT_EQ(place_of(key), place);
        wheel.push_back(analysis::camelot_of(key));
    }
    EXPECT_EQ(wheel.front(), "1A");
    EXPECT_EQ(wheel[1], "1B");
    EXPECT_EQ(wheel[14], "8A");
    EXPECT_EQ(wheel.back(), "12B");
}

TEST(SummaryRows, NumbersAscendAsTracksCome) {
    ManualClock clock{{1'700'000'000'000}};
    IdSource ids{clock};
    std::int64_t last = first_number_at(clock.now()) - 1;
    for (int i = 0; i < 100; ++i) {
        if (i == 50) clock.advance(Seconds{0.001});
        const auto number = number_for(ids.next(), clock.now());
        EXPECT_GT(number, last);
        EXPECT_LT(number, first_number_at({clock.now().milliseconds + 1}));
        last = number;
    }
}

TEST(SummaryRows, TextIsCutBetweenLetters) {
    EXPECT_EQ(cut("ab", 2), "ab");
    EXPECT_EQ(cut("abc", 2), "ab");
    EXPECT_EQ(cut("aü", 2), "a");
    EXPECT_EQ(cut("ü", 1), "");
}

}  // namespace
}  // namespace stratum::library
