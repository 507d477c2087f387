#include "stratum/library/library.hpp"
#include "test_library.hpp"

namespace stratum::library {
namespace {

class Missing : public LibraryTest {};

TEST_P(Missing, AnotherTempoRangeMakesStaleWhatHearsTheTempoAndNothingElse) {
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

TEST_P(Missing, AnotherPriorMakesStaleWhatHearsTheTempoAndNothingElse) {
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

TEST_P(Missing, ToldTheGenresOfAllFilesOfAContentOldestFirst) {
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

TEST_P(Missing, NetworksMakeStaleWhatWasHeardWithoutThemAndNotTheReverse) {
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

TEST_P(Missing, OnlyWhatIsNotCurrentIsMissing) {
    write("a.wav", "x");
    const Heard a = heard("a.wav", 1, all_parts());
    EXPECT_EQ(library_->missing(a.content).value(), analysis::AnalyserSet::all());
    ASSERT_TRUE(library_->record(a));
    EXPECT_TRUE(library_->missing(a.content)->empty());

    // As if the rows of loudness had been made by the version before.
    library_.reset();
    const auto connection = database();
    ASSERT_EQ(connection->execute("UPDATE analyses SET version = version - 1 WHERE analyser = 'loudness'").value(), 1);
    ASSERT_EQ(connection->execute("UPDATE analyses SET inputs = 'loudness 0' WHERE analyser = 'energy'").value(), 1);
    reopen();
    analysis::AnalyserSet expected;
    expected.add(analysis::AnalyserId::loudness);
    expected.add(analysis::AnalyserId::energy);  // reads loudness
    EXPECT_EQ(library_->missing(a.content).value(), expected);
    const auto view = library_->view(library_->find(a.path).value()->id);
    EXPECT_EQ(view->stale, expected);
    EXPECT_TRUE(view->report.loudness) << "the older row is shown until it is redone";
}

STRATUM_ON_EVERY_ENGINE(Missing);

}  // namespace
}  // namespace stratum::library
