#include "theory_page.hpp"

#include "stratum/analysis/analyzer.hpp"

#include <gmock/gmock.h>
#include <sstream>

namespace stratum::theory {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// A bar of two seconds a chord, in C major unless another key is given.
analysis::Report piece(const std::vector<std::string>& chords, bool with_bars = true,
                       analysis::Key key = {0, analysis::Mode::major}) {
    analysis::Report report;
    report.duration = Seconds{2.0 * static_cast<double>(chords.size())};
    report.harmony.emplace().key = analysis::KeyEstimate{key, 0.9, {}, {}, {}};
    report.chords.emplace();
    auto& grid = report.rhythm.emplace().grid.emplace();
    for (std::size_t n = 0; n < chords.size(); ++n) {
        const Seconds start{2.0 * static_cast<double>(n)};
        if (with_bars) grid.downbeats.push_back(start);
        report.chords->spans.push_back({start, Seconds{start.value() + 2.0}, analysis::parse_chord(chords[n]), 0.9});
    }
    analysis::AnalyserSet theory;
    theory.add(analysis::AnalyserId::theory);
    derive(report, theory);
    return report;
}

std::string printed(const analysis::Report& report, PageOptions options = {}) {
    std::ostringstream out;
    print_page(out, report, options);
    return out.str();
}

TEST(TheoryPage, PointsEachStatementToItsBar) {
    const std::string page = printed(piece({"C:maj", "G:maj", "A:min", "F:maj", "D:7", "G:7", "C:maj", "F:min"}));
    EXPECT_THAT(page, HasSubstr("1     C I | G V | Am vi | F IV\n"));
    EXPECT_THAT(page, HasSubstr("5     D7 V7/V | G7 V7 | C I | Fm iv\n"));
    EXPECT_THAT(page, HasSubstr("bars 1 to 4  I-V-vi-IV (axis)"));
    EXPECT_THAT(page, HasSubstr("bar 7  authentic  V7-I"));
    EXPECT_THAT(page, HasSubstr("Fm iv  borrowed: from C minor; bar 8"));
    EXPECT_THAT(page, HasSubstr("D7 V7/V  secondary: dominant of V; bar 5"));
    EXPECT_THAT(page, HasSubstr("Lerdahl"));
    EXPECT_THAT(page, Not(HasSubstr("\x1b")));
}

TEST(TheoryPage, TellsTimesWhereThereAreNoBars) {
    const std::string page = printed(piece({"C:maj", "G:maj", "A:min", "F:maj"}, false));
    EXPECT_THAT(page, HasSubstr("0:00  C I | G V | Am vi | F IV"));
    EXPECT_THAT(page, HasSubstr("0:00 to 0:08  I-V-vi-IV"));
}

/// The page of a report whose grid or keys were changed: its theory follows them.
std::string printed_anew(analysis::Report& report) {
    analysis::AnalyserSet theory;
    theory.add(analysis::AnalyserId::theory);
    derive(report, theory);
    return printed(report);
}

TEST(TheoryPage, PointsKeysAdviceAndMixesToTheirBarsOrTimes) {
    analysis::Report report = piece({"C:maj", "G:7", "C:maj", "D:maj", "A:7", "D:maj"});
    report.harmony->key_over_time = {{Seconds{0.0}, Seconds{6.0}, {0, analysis::Mode::major}, 0.9},
                                     {Seconds{6.0}, Seconds{12.0}, {2, analysis::Mode::major}, 0.9}};
    const std::string page = printed_anew(report);
    EXPECT_THAT(page, HasSubstr("bars 4 to 6  D major  10B"));
    EXPECT_THAT(page, HasSubstr("bars 1 to 3  A minor  8A, the relative"));
    EXPECT_THAT(page, HasSubstr("bar 2  after G7: C I"));
    const std::string timed = printed(piece({"C:maj", "G:7"}, false));
    EXPECT_THAT(timed, HasSubstr("0:02  after G7: C I"));
    EXPECT_THAT(timed, HasSubstr("0:00 to 0:04  A minor"));
    EXPECT_THAT(timed, Not(HasSubstr("bar 0")));
}

TEST(TheoryPage, TellsWhatBeginsInTheUpbeat) {
    analysis::Report report = piece({"C:maj", "G:maj", "A:min", "F:maj"});
    report.rhythm->grid->downbeats.erase(report.rhythm->grid->downbeats.begin());
    const std::string page = printed_anew(report);
    EXPECT_THAT(page, HasSubstr("upbeat to bar 3  I-V-vi-IV"));
    EXPECT_THAT(page, HasSubstr("bars 1 to 3  A minor"));
    EXPECT_THAT(page, Not(HasSubstr("bar 0")));
}

TEST(TheoryPage, SpellsEachKeyInOneWay) {
    // Eb major: its dominant, what leads to ii and what is borrowed all have flats.
    const std::string flats =
        printed(piece({"Eb:maj", "Ab:min", "Bb:7", "Eb:maj", "Ab:maj"}, true, {3, analysis::Mode::major}));
    EXPECT_THAT(flats, HasSubstr("Abm iv  borrowed: from Eb minor"));
    EXPECT_THAT(flats, Not(HasSubstr("#")));
    const std::string sharps =
        printed(piece({"E:maj", "A:min", "B:7", "E:maj", "F#:min"}, true, {4, analysis::Mode::major}));
    EXPECT_THAT(sharps, HasSubstr("after F#m: B7 V7"));
    EXPECT_THAT(sharps, HasSubstr("after E: C#7 V7/ii"));
}

TEST(TheoryPage, NamesAPlaceOnce) {
    analysis::Report report = piece({"C:maj", "F:min", "C:maj"});
    // Two times F minor in the second bar, with C major between.
    report.chords->spans = {{Seconds{0.0}, Seconds{2.0}, analysis::parse_chord("C:maj"), 0.9},
                            {Seconds{2.0}, Seconds{2.5}, analysis::parse_chord("F:min"), 0.9},
                            {Seconds{2.5}, Seconds{3.0}, analysis::parse_chord("C:maj"), 0.9},
                            {Seconds{3.0}, Seconds{4.0}, analysis::parse_chord("F:min"), 0.9}};
    analysis::AnalyserSet theory;
    theory.add(analysis::AnalyserId::theory);
    derive(report, theory);
    EXPECT_THAT(printed(report), HasSubstr("from C minor; bar 2\n"));
}

TEST(TheoryPage, SaysWhoSaidTheKey) {
    const analysis::Report report = piece({"C:maj", "G:maj"});
    EXPECT_THAT(printed(report), HasSubstr("C major  8B  90 %"));
    EXPECT_THAT(printed(report, {.key_certainty = "by hand (heard: A minor)"}),
                HasSubstr("C major  8B  by hand (heard: A minor)"));
}

TEST(TheoryPage, KeepsLongTimesApartFromTheChords) {
    analysis::Report report = piece({"C:maj", "G:maj", "A:min", "F:maj"}, false);
    for (auto& chord : report.theory->chords) chord.start += Seconds{3600.0};
    EXPECT_THAT(printed(report), HasSubstr("1:00:00  C I | G V | Am vi | F IV"));
}

TEST(TheoryPage, KeepsLongListsShortUnlessAllIsAskedFor) {
    std::vector<std::string> chords;
    for (int n = 0; n < 100; ++n)
        for (const char* chord : {"C:maj", "F:maj", "G:7", "C:maj/3"}) chords.emplace_back(chord);
    const analysis::Report report = piece(chords);
    EXPECT_THAT(printed(report), HasSubstr("60 rows more (--all lists them)"));
    EXPECT_THAT(printed(report, {.colour = false, .all = true}), Not(HasSubstr("--all")));
}

TEST(TheoryPage, SaysWhatWasNotHeard) {
    analysis::Report report = piece({});
    report.harmony.reset();
    EXPECT_THAT(printed(report), HasSubstr("none heard: no numerals"));
    EXPECT_THAT(printed(report), HasSubstr("Chords       none heard"));
}

}  // namespace
}  // namespace stratum::theory
