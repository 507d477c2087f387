#include "stratum/library/library.hpp"

#include "test_library.hpp"

namespace stratum::library {
namespace {

TEST_F(LibraryTest, KeepsItsWorkspaceAndIsEmptyAtFirst) {
    const Uuid workspace = library_->workspace();
    reopen();
    EXPECT_EQ(library_->workspace(), workspace);
    EXPECT_EQ(library_->count_files().value(), 0);
}

TEST_F(LibraryTest, ReadingNeedsOneThatIsThere) {
    const auto opened = Library::open(folder_ + "/nowhere", store::Access::read, clock_);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::not_found);
    EXPECT_FALSE(std::filesystem::exists(folder_ + "/nowhere"));
}

TEST_F(LibraryTest, AnEmptyDatabaseIsNoLibraryYet) {
    std::filesystem::create_directories(folder_ + "/new");
    std::ofstream(folder_ + "/new/library.db").close();
    const auto opened = Library::open(folder_ + "/new", store::Access::read, clock_);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::not_found);
    EXPECT_TRUE(Library::open(folder_ + "/new", store::Access::write, clock_));
    EXPECT_TRUE(Library::open(folder_ + "/new", store::Access::read, clock_));
}

TEST_F(LibraryTest, OneOfAnOlderVersionIsBroughtForwardByWhoeverReadsItFirst) {
    library_.reset();
    const auto database = std::move(store::open_sqlite({.path = folder_ + "/library/library.db"}).value());
    const auto steps = [&] {
        return database->query_one("SELECT count(*) FROM schema_migrations").value()->integer(0);
    };
    const auto all = steps();
    ASSERT_TRUE(database->script(kBackToStep3));
    const auto opened = Library::open(folder_ + "/library", store::Access::read, clock_);
    ASSERT_TRUE(opened) << opened.error().text();
    EXPECT_EQ(steps(), all);
}

TEST_F(LibraryTest, AnotherTempoRangeMakesStaleWhatHearsTheTempoAndNothingElse) {
    using enum analysis::AnalyserId;
    write("a.wav", "x");
    const Heard a = heard("a.wav", 1, all_parts());
    ASSERT_TRUE(library_->record(a));
    EXPECT_TRUE(library_->missing(a.content)->empty());

    library_->hear_tempo_in(analysis::TempoRange{Bpm{88.0}, Bpm{175.0}});
    const auto missing = library_->missing(a.content).value();
    EXPECT_TRUE(missing.has(rhythm));
    EXPECT_TRUE(missing.has(energy));     // Made from it, without audio,
    EXPECT_TRUE(missing.has(structure));  // and with.
    for (const auto id : {harmony, loudness, waveform, silence, fingerprint, timbre}) EXPECT_FALSE(missing.has(id));

    analysis::Report report;
    report.rhythm.emplace().tempo = analysis::Tempo{.bpm = Bpm{174.0}, .confidence = 0.5};
    report.structure.emplace();  // Made from the rhythm, with audio,
    report.chords.emplace();     // and so these.
    const Heard again = heard("a.wav", 1,
                              {{rhythm, analysis::part_to_cbor(report, rhythm)},
                               {structure, analysis::part_to_cbor(report, structure)},
                               {chords, analysis::part_to_cbor(report, chords)}});
    const auto recorded = library_->record(again).value();
    EXPECT_TRUE(library_->missing(a.content)->empty());
    EXPECT_TRUE(library_->view(recorded.file)->stale.empty());
    EXPECT_EQ(library_->view(recorded.file)->report.rhythm->tempo->bpm, Bpm{174.0});
    library_->hear_tempo_in({});
    EXPECT_TRUE(library_->missing(a.content)->has(rhythm));
}

TEST_F(LibraryTest, AnotherPriorMakesStaleWhatHearsTheTempoAndNothingElse) {
    using enum analysis::AnalyserId;
    write("a.wav", "x");
    Heard a = heard("a.wav", 1, all_parts());
    const analysis::TempoPrior house{{Bpm{115.0}, Bpm{132.0}}, 8.0, "genre house"};
    a.tempo_prior = house;
    ASSERT_TRUE(library_->record(a));
    EXPECT_TRUE(library_->missing(a.content, house)->empty());
    for (const auto& other :
         {std::optional<analysis::TempoPrior>{}, std::optional{analysis::TempoPrior{house.likely, 30.0, "genre house"}},
          std::optional{analysis::TempoPrior{house.likely, 8.0, "folder x"}}}) {
        const auto missing = library_->missing(a.content, other).value();
        EXPECT_TRUE(missing.has(rhythm) && missing.has(energy) && missing.has(structure));
        for (const auto id : {harmony, loudness, waveform, silence, fingerprint, timbre}) EXPECT_FALSE(missing.has(id));
    }
    // Beside a range it has no say, so that another one changes nothing.
    library_->hear_tempo_in(analysis::TempoRange{Bpm{88.0}, Bpm{175.0}});
    ASSERT_TRUE(library_->record(heard("a.wav", 1, all_parts(-11.0))));
    EXPECT_TRUE(library_->missing(a.content, house)->empty());
    EXPECT_TRUE(library_->missing(a.content)->empty());
}

TEST_F(LibraryTest, ToldTheGenresOfAllFilesOfAContentOldestFirst) {
    write("a.wav", "x");
    write("b.wav", "x");
    Heard a = heard("a.wav", 1, all_parts());
    a.tags.genre = "Techno";
    ASSERT_TRUE(library_->record(a));
    ASSERT_TRUE(library_->record(heard("b.wav", 1, {})));
    const auto genres = library_->genres(a.content).value();
    ASSERT_EQ(genres.size(), 2U);
    EXPECT_EQ(genres[0].path, path("a.wav"));
    EXPECT_EQ(genres[0].genre, "Techno");
    EXPECT_EQ(genres[1].path, path("b.wav"));
    EXPECT_EQ(genres[1].genre, "");
    EXPECT_TRUE(library_->genres(media::ContentId{})->empty());
}

TEST_F(LibraryTest, NetworksMakeStaleWhatWasHeardWithoutThemAndNotTheReverse) {
    using enum analysis::AnalyserId;
    write("a.wav", "x");
    const Heard a = heard("a.wav", 1, all_parts());
    ASSERT_TRUE(library_->record(a));
    library_->hear_with_networks(true);
    const auto missing = library_->missing(a.content).value();
    EXPECT_TRUE(missing.has(rhythm));
    EXPECT_TRUE(missing.has(energy));
    EXPECT_TRUE(missing.has(harmony));
    EXPECT_TRUE(missing.has(structure));
    EXPECT_TRUE(missing.has(drums));  // A network of their own.
    for (const auto id : {loudness, waveform, silence, fingerprint, timbre}) EXPECT_FALSE(missing.has(id));

    analysis::Report report;
    report.rhythm.emplace().tempo = analysis::Tempo{.bpm = Bpm{174.0}, .confidence = 0.5};
    report.harmony.emplace();
    report.structure.emplace();
    report.chords.emplace();
    report.drums.emplace();
    ASSERT_TRUE(library_->record(heard("a.wav", 1,
                                       {{rhythm, analysis::part_to_cbor(report, rhythm)},
                                        {harmony, analysis::part_to_cbor(report, harmony)},
                                        {structure, analysis::part_to_cbor(report, structure)},
                                        {chords, analysis::part_to_cbor(report, chords)},
                                        {drums, analysis::part_to_cbor(report, drums)}})));
    EXPECT_TRUE(library_->missing(a.content)->empty());
    library_->hear_with_networks(false);
    EXPECT_TRUE(library_->missing(a.content)->empty());
    library_->hear_tempo_in(analysis::TempoRange{Bpm{88.0}, Bpm{175.0}});
    EXPECT_TRUE(library_->missing(a.content)->has(rhythm));
}

TEST_F(LibraryTest, FolderThatIsAFileIsTold) {
    write("file", "");
    const auto opened = Library::open(path("file"), store::Access::write, clock_);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::already_exists);
    EXPECT_NE(opened.error().hint.find("--library"), std::string::npos);
}

TEST_F(LibraryTest, GivesBackWhatWasRecorded) {
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

TEST_F(LibraryTest, RenamedFileKeepsTrackAndContent) {
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

TEST_F(LibraryTest, HardLinkIsNoRename) {
    write("a.wav", "x");
    ASSERT_TRUE(library_->record(heard("a.wav", 1, all_parts())));
    std::filesystem::create_hard_link(path("a.wav"), path("b.wav"));
    EXPECT_FALSE(library_->relink(path("b.wav"), stat_file(path("b.wav")).value()).value());
}

TEST_F(LibraryTest, SameAudioElsewhereIsAMoveOrADuplicate) {
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

TEST_F(LibraryTest, LoudnessThatNothingCanHaveIsAFaultOfTheData) {
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

TEST_F(LibraryTest, WarningStaysWithTheAudioThroughRetaggingCopyingAndMoving) {
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

TEST_F(LibraryTest, SilentFilesAreKnownWithoutTheirReport) {
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

TEST_F(LibraryTest, OtherAudioAtTheSamePlaceStaysTheTrack) {
    write("a.wav", "x");
    const auto first = library_->record(heard("a.wav", 1, all_parts(-5.0)));
    const auto second = library_->record(heard("a.wav", 2, all_parts(-6.0)));
    ASSERT_TRUE(first && second);
    EXPECT_EQ(second->change, FileChange::replaced);
    EXPECT_EQ(second->track, first->track);
    EXPECT_EQ(library_->view(first->file)->report.loudness->integrated->value(), -6.0);
}

TEST_F(LibraryTest, NewTagsReplaceOldOnes) {
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

TEST_F(LibraryTest, OnlyWhatIsNotCurrentIsMissing) {
    write("a.wav", "x");
    const Heard a = heard("a.wav", 1, all_parts());
    EXPECT_EQ(library_->missing(a.content).value(), analysis::AnalyserSet::all());
    ASSERT_TRUE(library_->record(a));
    EXPECT_TRUE(library_->missing(a.content)->empty());

    // As if the rows of loudness had been made by the version before.
    library_.reset();
    const auto database = std::move(store::open_sqlite({.path = folder_ + "/library/library.db"}).value());
    ASSERT_EQ(database->execute("UPDATE analyses SET version = version - 1 WHERE analyser = 'loudness'").value(), 1);
    ASSERT_EQ(database->execute("UPDATE analyses SET inputs = 'loudness 0' WHERE analyser = 'energy'").value(), 1);
    reopen();
    analysis::AnalyserSet expected;
    expected.add(analysis::AnalyserId::loudness);
    expected.add(analysis::AnalyserId::energy);  // reads loudness
    EXPECT_EQ(library_->missing(a.content).value(), expected);
    const auto view = library_->view(library_->find(a.path).value()->id);
    EXPECT_EQ(view->stale, expected);
    EXPECT_TRUE(view->report.loudness) << "the older row is shown until it is redone";
}

TEST_F(LibraryTest, RowsAreNeverChangedAndTheNewestIsShown) {
    write("a.wav", "x");
    ASSERT_TRUE(library_->record(heard("a.wav", 1, all_parts(-5.0))));
    EXPECT_EQ(library_->record(heard("a.wav", 1, all_parts(-5.0)))->analyses, 0) << "the same again is no news";
    const auto redone = library_->record(heard("a.wav", 1, all_parts(-7.0)));
    ASSERT_TRUE(redone);
    EXPECT_GE(redone->analyses, 1);
    EXPECT_EQ(library_->view(redone->file)->report.loudness->integrated->value(), -7.0);
    library_.reset();
    const auto database = std::move(store::open_sqlite({.path = folder_ + "/library/library.db"}).value());
    EXPECT_EQ(database->query_one("SELECT count(*) FROM analyses WHERE analyser = 'loudness'").value()->integer(0), 2);
}

TEST_F(LibraryTest, KnowsTheShapesOfLosslessContents) {
    write("a.wav", "x");
    ASSERT_TRUE(library_->record(heard("a.wav", 1, all_parts())));
    EXPECT_TRUE(library_->knows_shape(SampleRate{44100}, 2, 441000).value());
    EXPECT_FALSE(library_->knows_shape(SampleRate{44100}, 2, 441001).value());
    EXPECT_FALSE(library_->knows_shape(SampleRate{48000}, 2, 441000).value());
}

TEST_F(LibraryTest, FailureIsRememberedUntilSomethingChanges) {
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

TEST_F(LibraryTest, NamesThatAreNoTextAreKept) {
    const std::string name = "caf\xe9.wav";
    write(name, "x");
    Heard odd = heard(name, 1, all_parts());
    odd.tags.title = "bad \xff text";
    const auto recorded = library_->record(odd);
    ASSERT_TRUE(recorded) << recorded.error().text();
    EXPECT_EQ(library_->view(recorded->file)->file.path, path(name));
    EXPECT_EQ(library_->view(recorded->file)->tags.title, "bad \xef\xbf\xbd text");
}

TEST_F(LibraryTest, DamagedPayloadIsToldAndNoCrash) {
    write("a.wav", "x");
    const auto recorded = library_->record(heard("a.wav", 1, all_parts()));
    library_.reset();
    {
        const auto database = std::move(store::open_sqlite({.path = folder_ + "/library/library.db"}).value());
        ASSERT_TRUE(
            database->execute("UPDATE analyses SET payload = $1 WHERE analyser = 'loudness'", {Bytes{0xbf, 1}}));
    }
    reopen();
    const auto view = library_->view(recorded->file);
    ASSERT_FALSE(view);
    EXPECT_NE(view.error().message.find("loudness"), std::string::npos);
}

TEST_F(LibraryTest, ManyRecordsCanShareATransaction) {
    for (const char* name : {"a", "b", "c"}) write(name, "x");
    ASSERT_TRUE(library_->in_one_transaction([&]() -> Result<void> {
        STRATUM_TRY_VOID(library_->record(heard("a", 1, all_parts())));
        STRATUM_TRY_VOID(library_->record(heard("b", 2, all_parts())));
        return {};
    }));
    EXPECT_EQ(library_->count_files().value(), 2);
    const auto failed = library_->in_one_transaction([&]() -> Result<void> {
        STRATUM_TRY_VOID(library_->record(heard("c", 3, all_parts())));
        return error(ErrorCode::cancelled, "stop");
    });
    EXPECT_FALSE(failed);
    EXPECT_EQ(library_->count_files().value(), 2);
}

}  // namespace
}  // namespace stratum::library
