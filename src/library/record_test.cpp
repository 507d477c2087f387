#include "stratum/library/library.hpp"
#include "test_library.hpp"

namespace stratum::library {
namespace {

class Record : public LibraryTest {};

TEST_P(Record, GivesBackWhatWasRecorded) {
    write("a.wav", "x");
    Heard a = heard("a.wav", 1, all_parts(-9.5));
    a.tags.bpm = 127.5;
    a.tags.year = 1999;
    a.warning = "truncated after 0:10";
    const auto recorded = library_->record(a);
    ASSERT_TRUE(recorded) << recorded.error().text();
    EXPECT_EQ(recorded->change, FileChange::added);
    EXPECT_EQ(recorded->analyses, static_cast<int>(analysis::kAllAnalysers.size()));

    reopen();
    const auto view = library_->view(recorded->file);
    ASSERT_TRUE(view) << view.error().text();
    EXPECT_EQ(view->file.path, a.path);
    EXPECT_EQ(view->file.stat, a.stat);
    EXPECT_EQ(view->file.content, a.content);
    EXPECT_EQ(view->file.warning, a.warning);
    EXPECT_EQ(view->media.codec, "pcm_s16");
    EXPECT_EQ(view->tags.title, "a.wav");
    EXPECT_EQ(view->tags.bpm, 127.5);
    EXPECT_EQ(view->tags.year, 1999);
    EXPECT_EQ(view->report.duration, Seconds{10.0});  // 441,000 frames at 44.1 kHz
    ASSERT_TRUE(view->report.loudness && view->report.loudness->integrated);
    EXPECT_EQ(view->report.loudness->integrated->value(), -9.5);
    EXPECT_TRUE(view->stale.empty());
    EXPECT_EQ(view->analysed_at->milliseconds, 1'700'000'000'000);
}

TEST_P(Record, RenamedFileKeepsTrackAndContent) {
    write("a.wav", "x");
    const auto first = library_->record(heard("a.wav", 1, all_parts()));
    ASSERT_TRUE(first);
    std::filesystem::rename(path("a.wav"), path("b.wav"));
    const auto moved = library_->relink(path("b.wav"), stat_file(path("b.wav")).value());
    ASSERT_TRUE(moved && *moved);
    EXPECT_EQ((*moved)->track, first->track);
    EXPECT_EQ(library_->view(first->file)->file.path, path("b.wav"));
    EXPECT_FALSE(library_->find(path("a.wav")).value());
}

TEST_P(Record, HardLinkIsNoRename) {
    write("a.wav", "x");
    ASSERT_TRUE(library_->record(heard("a.wav", 1, all_parts())));
    std::filesystem::create_hard_link(path("a.wav"), path("b.wav"));
    EXPECT_FALSE(library_->relink(path("b.wav"), stat_file(path("b.wav")).value()).value());
}

TEST_P(Record, SameAudioElsewhereIsAMoveOrADuplicate) {
    write("a.wav", "x");
    const auto first = library_->record(heard("a.wav", 1, all_parts()));
    ASSERT_TRUE(first);
    EXPECT_TRUE(library_->missing(heard("a.wav", 1, {}).content)->empty());
    write("copy.wav", "x");
    const auto copy = library_->record(heard("copy.wav", 1, {}));
    ASSERT_TRUE(copy);
    EXPECT_EQ(copy->change, FileChange::duplicate);
    EXPECT_EQ(copy->track, first->track);
    EXPECT_NE(copy->file, first->file);
    EXPECT_EQ(library_->view(copy->file)->other_files, std::vector{path("a.wav")});

    std::filesystem::remove(path("a.wav"));
    write("elsewhere.wav", "x");
    const auto moved = library_->record(heard("elsewhere.wav", 1, {}));
    ASSERT_TRUE(moved);
    EXPECT_EQ(moved->change, FileChange::moved);
    EXPECT_EQ(moved->file, first->file);
}

TEST_P(Record, LoudnessThatNothingCanHaveIsAFaultOfTheData) {
    write("a.mp3", "x");
    const auto sane = library_->record(heard("a.mp3", 1, all_parts(3.0)));  // A square wave at full scale comes near.
    ASSERT_TRUE(sane);
    EXPECT_EQ(sane->warning, "");
    Heard scrambled = heard("a.mp3", 1, all_parts(76.8));
    const auto recorded = library_->record(scrambled);
    ASSERT_TRUE(recorded);
    EXPECT_NE(recorded->warning.find("louder than any recording can be (76.8 LUFS)"), std::string::npos);
    EXPECT_EQ(library_->view(recorded->file)->file.warning, recorded->warning);
    // Where other parts are heard again it stays known, beside what decoding says.
    scrambled.warning = "breaks off";
    std::erase_if(scrambled.parts, [](const Part& part) { return part.analyser != analysis::AnalyserId::rhythm; });
    EXPECT_EQ(library_->record(scrambled)->warning, "breaks off; " + recorded->warning);
}

TEST_P(Record, WarningStaysWithTheAudioThroughRetaggingCopyingAndMoving) {
    write("a.wav", "x");
    Heard damaged = heard("a.wav", 1, all_parts());
    damaged.warning = "ends before its time";
    ASSERT_TRUE(library_->record(damaged));
    write("a.wav", "other tags");
    const auto retagged = library_->record(heard("a.wav", 1, {}));
    ASSERT_TRUE(retagged);
    EXPECT_EQ(retagged->warning, damaged.warning);
    EXPECT_EQ(library_->view(retagged->file)->file.warning, damaged.warning);

    write("copy.wav", "x");
    const auto copy = library_->record(heard("copy.wav", 1, {}));
    ASSERT_TRUE(copy);
    EXPECT_EQ(library_->view(copy->file)->file.warning, damaged.warning);
    std::filesystem::remove(path("copy.wav"));
    write("moved.wav", "x");
    EXPECT_EQ(library_->record(heard("moved.wav", 1, {}))->warning, damaged.warning);

    EXPECT_EQ(library_->record(heard("a.wav", 1, all_parts()))->warning, "") << "heard again, and whole";
}

TEST_P(Record, SilentFilesAreKnownWithoutTheirReport) {
    write("a.wav", "x");
    analysis::Report report;
    report.silence.emplace().all = true;
    const Part silence{analysis::AnalyserId::silence, analysis::part_to_cbor(report, analysis::AnalyserId::silence)};
    EXPECT_TRUE(library_->record(heard("a.wav", 1, {silence}))->silent);
    EXPECT_TRUE(library_->find(path("a.wav")).value()->silent);
    EXPECT_TRUE(library_->record(heard("a.wav", 1, {}))->silent);
    write("b.wav", "x");
    EXPECT_FALSE(library_->record(heard("b.wav", 2, all_parts()))->silent);
    EXPECT_FALSE(library_->find(path("b.wav")).value()->silent);
}

TEST_P(Record, OtherAudioAtTheSamePlaceStaysTheTrack) {
    write("a.wav", "x");
    const auto first = library_->record(heard("a.wav", 1, all_parts(-5.0)));
    const auto second = library_->record(heard("a.wav", 2, all_parts(-6.0)));
    ASSERT_TRUE(first && second);
    EXPECT_EQ(second->change, FileChange::replaced);
    EXPECT_EQ(second->track, first->track);
    EXPECT_EQ(library_->view(first->file)->report.loudness->integrated->value(), -6.0);
}

TEST_P(Record, NewTagsReplaceOldOnes) {
    write("a.wav", "x");
    ASSERT_TRUE(library_->record(heard("a.wav", 1, all_parts())));
    Heard retagged = heard("a.wav", 1, {});
    retagged.tags.title.reset();
    retagged.tags.artist = "Ann";
    const auto recorded = library_->record(retagged);
    ASSERT_TRUE(recorded);
    EXPECT_EQ(recorded->change, FileChange::updated);
    EXPECT_EQ(recorded->analyses, 0);
    const auto view = library_->view(recorded->file);
    EXPECT_FALSE(view->tags.title);
    EXPECT_EQ(view->tags.artist, "Ann");
    EXPECT_TRUE(view->report.loudness);
}

TEST_P(Record, RowsAreNeverChangedAndTheNewestIsShown) {
    write("a.wav", "x");
    ASSERT_TRUE(library_->record(heard("a.wav", 1, all_parts(-5.0))));
    EXPECT_EQ(library_->record(heard("a.wav", 1, all_parts(-5.0)))->analyses, 0) << "the same again is no news";
    const auto redone = library_->record(heard("a.wav", 1, all_parts(-7.0)));
    ASSERT_TRUE(redone);
    EXPECT_GE(redone->analyses, 1);
    EXPECT_EQ(library_->view(redone->file)->report.loudness->integrated->value(), -7.0);
    library_.reset();
    const auto connection = database();
    EXPECT_EQ(connection->query_one("SELECT count(*) FROM analyses WHERE analyser = 'loudness'").value()->integer(0),
              2);
}

TEST_P(Record, KnowsTheShapesOfLosslessContents) {
    write("a.wav", "x");
    ASSERT_TRUE(library_->record(heard("a.wav", 1, all_parts())));
    EXPECT_TRUE(library_->knows_shape(SampleRate{44100}, 2, 441000).value());
    EXPECT_FALSE(library_->knows_shape(SampleRate{44100}, 2, 441001).value());
    EXPECT_FALSE(library_->knows_shape(SampleRate{48000}, 2, 441000).value());
}

TEST_P(Record, FailureIsRememberedUntilSomethingChanges) {
    const FileStat stat = write("bad.mp3", "not audio");
    const Error failure = error(ErrorCode::corrupt, "no frame header found", "encode it again");
    ASSERT_TRUE(library_->record_failure(path("bad.mp3"), stat, failure, "version 1"));
    const auto known = library_->known_failure(path("bad.mp3"), stat, "version 1").value();
    ASSERT_TRUE(known);
    EXPECT_EQ(known->code, ErrorCode::corrupt);
    EXPECT_EQ(known->message, failure.message);
    EXPECT_EQ(known->hint, failure.hint);
    EXPECT_FALSE(library_->known_failure(path("bad.mp3"), stat, "version 2").value());
    FileStat changed = stat;
    changed.modified_ns += 1;
    EXPECT_FALSE(library_->known_failure(path("bad.mp3"), changed, "version 1").value());

    ASSERT_TRUE(library_->record(heard("bad.mp3", 1, all_parts())));
    EXPECT_FALSE(library_->known_failure(path("bad.mp3"), stat, "version 1").value());
}

TEST_P(Record, NamesThatAreNoTextAreKept) {
    const std::string name = "caf\xe9.wav";
    write(name, "x");
    Heard odd = heard(name, 1, all_parts());
    odd.tags.title = "bad \xff text";
    const auto recorded = library_->record(odd);
    ASSERT_TRUE(recorded) << recorded.error().text();
    EXPECT_EQ(library_->view(recorded->file)->file.path, path(name));
    EXPECT_EQ(library_->view(recorded->file)->tags.title, "bad \xef\xbf\xbd text");
}

TEST_P(Record, DamagedPayloadIsToldAndNoCrash) {
    write("a.wav", "x");
    const auto recorded = library_->record(heard("a.wav", 1, all_parts()));
    library_.reset();
    {
        const auto connection = database();
        ASSERT_TRUE(
            connection->execute("UPDATE analyses SET payload = $1 WHERE analyser = 'loudness'", {Bytes{0xbf, 1}}));
    }
    reopen();
    const auto view = library_->view(recorded->file);
    ASSERT_FALSE(view);
    EXPECT_NE(view.error().message.find("loudness"), std::string::npos);
}

STRATUM_ON_EVERY_ENGINE(Record);

}  // namespace
}  // namespace stratum::library
