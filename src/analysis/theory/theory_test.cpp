#include "frontend/registry.hpp"
#include "stratum/analysis/analysers.hpp"
#include "theory/roman.hpp"
#include "theory/tension.hpp"
#include "theory/voice_leading.hpp"

#include <gmock/gmock.h>

namespace stratum::analysis {
namespace {

using ::testing::ElementsAre;

constexpr Key kC{0, Mode::major};
constexpr Key kAMinor{9, Mode::minor};

Chord chord(std::string_view harte) { return parse_chord(harte).value(); }

/// A bar of two seconds a chord, unless it is written twice.
Report piece(const std::vector<std::string>& chords, Key key, bool with_bars = true) {
    Report report;
    report.duration = Seconds{2.0 * static_cast<double>(chords.size())};
    report.harmony.emplace().key = KeyEstimate{key, 0.9, {}, {}, {}};
    report.chords.emplace();
    BeatGrid& grid = report.rhythm.emplace().grid.emplace();
    for (std::size_t n = 0; n < chords.size(); ++n) {
        const Seconds start{2.0 * static_cast<double>(n)};
        const Seconds end{start.value() + 2.0};
        if (with_bars) grid.downbeats.push_back(start);
        if (n > 0 && chords[n] == chords[n - 1])
            report.chords->spans.back().end = end;
        else
            report.chords->spans.push_back({start, end, chords[n] == "N" ? std::nullopt : parse_chord(chords[n]), 0.9});
    }
    if (with_bars) grid.downbeats.push_back(report.duration);
    tell_theory(report);
    return report;
}

std::vector<std::string> numerals(const Theory& theory) {
    std::vector<std::string> out;
    for (const TheoryChord& x : theory.chords) out.push_back(x.numeral);
    return out;
}

TEST(RomanNumerals, NameDegreeQualityAndInversion) {
    EXPECT_EQ(roman_numeral(chord("C:maj7"), kC), "Imaj7");
    EXPECT_EQ(roman_numeral(chord("D:min7"), kC), "ii7");
    EXPECT_EQ(roman_numeral(chord("G:7/3"), kC), "V65");
    EXPECT_EQ(roman_numeral(chord("G:7/b7"), kC), "V42");
    EXPECT_EQ(roman_numeral(chord("C:maj/5"), kC), "I64");
    EXPECT_EQ(roman_numeral(chord("B:hdim7"), kC), "viiø7");
    EXPECT_EQ(roman_numeral(chord("Bb:maj"), kC), "bVII");
    EXPECT_EQ(roman_numeral(chord("F:maj"), kAMinor), "VI");
    EXPECT_EQ(roman_numeral(chord("G:maj"), kAMinor), "VII");
    EXPECT_EQ(roman_numeral(chord("G#:dim7"), kAMinor), "viio7");
}

TEST(RomanNumerals, TellSecondaryAndBorrowedChordsAndTheirReason) {
    const Chord minor = chord("D:min");
    const RomanReading secondary = read_roman(chord("A:7"), &minor, kC);
    EXPECT_EQ(secondary.numeral, "V7/ii");
    EXPECT_EQ(secondary.origin, ChordOrigin::secondary);
    EXPECT_EQ(secondary.reason, "dominant of ii");
    EXPECT_EQ(read_roman(chord("A:7"), nullptr, kC).reason, "dominant of ii, which does not follow");
    const Chord five = chord("G:maj");
    EXPECT_EQ(read_roman(chord("F#:dim7"), &five, kC).numeral, "viio7/V");
    const RomanReading borrowed = read_roman(chord("F:min"), nullptr, kC);
    EXPECT_EQ(borrowed.origin, ChordOrigin::borrowed);
    EXPECT_EQ(borrowed.reason, "from C minor");
    EXPECT_EQ(read_roman(chord("E:7"), nullptr, kAMinor).origin, ChordOrigin::diatonic);  // harmonic minor
    EXPECT_EQ(read_roman(chord("Db:maj"), nullptr, kC).reason, "Neapolitan, a semitone above the tonic");
    EXPECT_EQ(read_roman(chord("F#:min"), nullptr, kC).origin, ChordOrigin::chromatic);
}

TEST(Tension, IsLerdahlsDistance) {
    // Tonal Pitch Space, chapter 2: from I to V 0+1+4 = 5, to vi 0+3+4 = 7, to ii 0+2+6 = 8, from C to G major's V 7.
    EXPECT_EQ(chord_distance(chord("C:maj"), kC, chord("G:maj"), kC), 5);
    EXPECT_EQ(chord_distance(chord("C:maj"), kC, chord("F:maj"), kC), 5);
    EXPECT_EQ(chord_distance(chord("C:maj"), kC, chord("A:min"), kC), 7);
    EXPECT_EQ(chord_distance(chord("C:maj"), kC, chord("D:min"), kC), 8);
    EXPECT_EQ(chord_distance(chord("C:maj"), kC, chord("G:maj"), {7, Mode::major}), 7);
    EXPECT_EQ(tension_of(chord("C:maj"), kC, kC), 0.0);
    EXPECT_EQ(tension_of(chord("C:maj/3"), kC, kC), 2.0);
    EXPECT_GT(tension_of(chord("G:7"), kC, kC), tension_of(chord("G:maj"), kC, kC));
    for (int t = 0; t < 12; ++t)  // in every key alike
        EXPECT_EQ(chord_distance({t, ChordType::major, t}, {t, Mode::major},
                                 {(t + 9) % 12, ChordType::minor, (t + 9) % 12}, {t, Mode::major}),
                  7);
}

TEST(VoiceLeading, MovesAsLittleAsItCan) {
    Voicing voices = opening(chord("C:maj"));
    const VoiceMove move = smoothest(voices, chord("A:min"));
    int upper = 0;
    for (std::size_t v = 1; v < 4; ++v) upper += std::abs(move.voicing[v] - voices[v]);
    EXPECT_LE(upper, 2);  // two notes stay, G rises to A; the order of the voices is free
    EXPECT_EQ(smoothest(voices, chord("C:maj")).motion, 0);
    // A whole step up with every voice would be parallel fifths; contrary motion avoids them or they are told.
    for (int root = 0; root < 12; ++root)
        for (int type = 0; type < kChordTypes; ++type) {
            const Chord next{root, static_cast<ChordType>(type), root};
            const VoiceMove step = smoothest(voices, next);
            for (const int note : step.voicing) {
                EXPECT_GE(note, 40);
                EXPECT_LE(note, 79);
            }
            EXPECT_EQ(step.voicing[0] % 12, root);
            voices = step.voicing;
        }
}

TEST(Theory, NamesProgressionsWithTheirBarsAndHowOftenTheyComeInARow) {
    const Report report = piece(
        {"C:maj", "G:maj", "A:min", "F:maj", "C:maj", "G:maj", "A:min", "F:maj", "N", "D:min7", "G:7", "C:maj"}, kC);
    const Theory& theory = *report.theory;
    ASSERT_EQ(theory.progressions.size(), 2U);
    EXPECT_EQ(theory.progressions[0].name, "I-V-vi-IV (axis)");
    EXPECT_EQ(theory.progressions[0].times, 2);
    EXPECT_EQ(theory.progressions[0].first_bar, 1);
    EXPECT_EQ(theory.progressions[0].last_bar, 8);
    EXPECT_EQ(theory.progressions[1].name, "ii-V-I");
    EXPECT_EQ(theory.progressions[1].numerals, "ii7-V7-I");
    EXPECT_EQ(theory.progressions[1].first_bar, 10);
}

TEST(Theory, KnowsTheClassics) {
    const auto named = [](const std::vector<std::string>& chords, Key key) {
        const Report report = piece(chords, key);
        return report.theory->progressions.empty() ? "none" : report.theory->progressions.front().name;
    };
    EXPECT_EQ(named({"D:maj", "A:maj", "B:min", "F#:min", "G:maj", "D:maj", "G:maj", "A:maj"}, {2, Mode::major}),
              "Pachelbel's canon");
    EXPECT_EQ(named({"A:min", "G:maj", "F:maj", "E:maj"}, kAMinor), "Andalusian cadence, i-VII-VI-V");
    EXPECT_EQ(named({"C:7", "C:7", "C:7", "C:7", "F:7", "F:7", "C:7", "C:7", "G:7", "F:7", "C:7", "C:7"}, kC),
              "12-bar blues");
    EXPECT_EQ(named({"C:7", "F:7", "C:7", "C:7", "F:7", "F:7", "C:7", "C:7", "G:7", "G:7", "C:7", "G:7"}, kC),
              "12-bar blues");
    EXPECT_EQ(named({"C:maj", "A:min", "F:maj", "G:maj"}, kC), "I-vi-IV-V (doo-wop)");
    EXPECT_EQ(named({"C:maj", "F#:maj", "D:min", "Eb:maj"}, kC), "none");
}

TEST(Theory, FindsCadencesAtTheirBars) {
    const auto kinds = [](const Report& report) {
        std::vector<std::pair<CadenceKind, int>> out;
        for (const Cadence& cadence : report.theory->cadences) out.emplace_back(cadence.kind, cadence.bar);
        return out;
    };
    EXPECT_THAT(kinds(piece({"C:maj", "F:maj", "G:7", "C:maj"}, kC)),
                ElementsAre(std::pair{CadenceKind::authentic, 4}));
    EXPECT_THAT(kinds(piece({"C:maj", "A:min", "F:maj", "C:maj"}, kC)), ElementsAre(std::pair{CadenceKind::plagal, 4}));
    EXPECT_THAT(kinds(piece({"C:maj", "F:maj", "G:7", "A:min"}, kC)),
                ElementsAre(std::pair{CadenceKind::deceptive, 4}));
    EXPECT_THAT(kinds(piece({"C:maj", "F:maj", "D:min", "G:maj", "F:maj"}, kC)),
                ElementsAre(std::pair{CadenceKind::half, 4}));
    EXPECT_TRUE(piece({"C:maj", "F:maj", "G:7", "C:maj"}, kC, false).theory->cadences.empty());  // no bars, no arrival
}

TEST(Theory, CountsBarsFromTheFirstDownbeatAndLeavesOutWhatHoldsNoChord) {
    const Report report = piece({"N", "C:maj", "C:maj", "F:maj"}, kC);
    ASSERT_EQ(report.theory->chords.size(), 2U);
    EXPECT_EQ(report.theory->chords[0].bar, 2);
    EXPECT_EQ(report.theory->chords[1].bar, 4);
    EXPECT_EQ(piece({"C:maj"}, kC, false).theory->chords[0].bar, 0);
}

TEST(Theory, ReadsEachChordInTheKeyOfItsTime) {
    Report report = piece({"C:maj", "G:maj", "D:maj", "A:maj"}, kC);
    report.harmony->key_over_time = {{Seconds{0.0}, Seconds{4.0}, kC, 0.9},
                                     {Seconds{4.0}, Seconds{8.0}, {2, Mode::major}, 0.9}};
    tell_theory(report);
    EXPECT_THAT(numerals(*report.theory), ElementsAre("I", "V", "I", "V"));
    EXPECT_GT(report.theory->chords[2].tension, 0.0);  // the tonic, but of another key than the piece's
}

TEST(Theory, AdvisesWithReasonsAndBars) {
    const Report report = piece({"C:maj", "A:7", "D:min7", "G:7", "F:min", "C:maj"}, kC);
    ASSERT_FALSE(report.theory->next_chords.empty());
    for (const NextChord& next : report.theory->next_chords) {
        EXPECT_GT(next.bar, 0);
        EXPECT_FALSE(next.reason.empty());
        EXPECT_FALSE(next.numeral.empty());
        EXPECT_FALSE(next.after == next.chord);
    }
    std::vector<std::string> scales;
    for (const ScaleAdvice& scale : report.theory->scales)
        scales.push_back(std::to_string(scale.bar) + " " + std::string{pitch_name(scale.tonic)} + " " + scale.scale);
    EXPECT_THAT(scales, ElementsAre("1 C major", "1 C major pentatonic", "2 A mixolydian b9 b13", "5 C natural minor"));
    ASSERT_FALSE(report.theory->compatible_keys.empty());
    EXPECT_EQ(report.theory->compatible_keys[1].key, kAMinor);
    for (const CompatibleKey& key : report.theory->compatible_keys) EXPECT_FALSE(key.reason.empty());
}

TEST(Theory, ReadsTheHomeChordOfABluesAsHome) {
    const Report blues =
        piece({"C:7", "F:7", "C:7", "C:7", "F:7", "F:7", "C:7", "C:7", "G:7", "F:7", "C:7", "G:7"}, kC);
    EXPECT_THAT(numerals(*blues.theory), ElementsAre("I7", "IV7", "I7", "IV7", "I7", "V7", "IV7", "I7", "V7"));
    EXPECT_NE(blues.theory->chords[0].origin, ChordOrigin::secondary);
    EXPECT_NE(blues.theory->chords[0].reason.find("blues"), std::string::npos);
    // In other music the seventh on the tonic still leads away from it.
    const Report song = piece({"C:maj", "C:maj", "C:7", "F:maj", "G:7", "C:maj"}, kC);
    EXPECT_THAT(numerals(*song.theory), ElementsAre("I", "V7/IV", "IV", "V7", "I"));
    // A minor key whose tonic has a minor third is no blues in major.
    const Report minor = piece({"A:min", "A:7", "D:min", "E:7", "A:min"}, kAMinor);
    EXPECT_EQ(minor.theory->chords[1].numeral, "V7/iv");
}

TEST(Theory, PointsKeysAndWhatMixesWithThemToTheirBars) {
    Report report = piece({"C:maj", "G:maj", "C:maj", "D:maj", "A:maj", "N"}, kC);
    report.harmony->key_over_time = {{Seconds{0.0}, Seconds{4.0}, kC, 0.9},
                                     {Seconds{4.0}, Seconds{6.05}, kC, 0.9},
                                     {Seconds{6.05}, Seconds{12.0}, {2, Mode::major}, 0.9}};
    tell_theory(report);
    ASSERT_EQ(report.theory->keys.size(), 2U);  // twice the same key in a row is one stretch
    EXPECT_EQ(report.theory->keys[0].first_bar, 1);
    EXPECT_EQ(report.theory->keys[0].last_bar, 3);
    EXPECT_EQ(report.theory->keys[1].first_bar, 4);
    EXPECT_EQ(report.theory->keys[1].last_bar, 6);
    ASSERT_FALSE(report.theory->compatible_keys.empty());
    for (const CompatibleKey& x : report.theory->compatible_keys) {
        EXPECT_EQ(x.first_bar, 1);
        EXPECT_EQ(x.last_bar, 3);
    }
    const Report without = piece({"C:maj", "G:maj"}, kC, false);
    ASSERT_EQ(without.theory->keys.size(), 1U);
    EXPECT_EQ(without.theory->keys[0].first_bar, 0);
    EXPECT_EQ(without.theory->keys[0].end, without.duration);
}

TEST(Theory, AdvisesFromAFullBarWhereAChordIsInTheUpbeatToo) {
    Report report = piece({"G:7", "C:maj", "G:7", "C:maj"}, kC);
    report.rhythm->grid->downbeats.erase(report.rhythm->grid->downbeats.begin());
    tell_theory(report);
    ASSERT_EQ(report.theory->chords[0].bar, 0);
    for (const NextChord& next : report.theory->next_chords) {
        EXPECT_GT(next.bar, 0);
        EXPECT_GE(next.time.value(), 2.0);
    }
    ASSERT_EQ(report.theory->keys.size(), 1U);
    EXPECT_EQ(report.theory->keys[0].first_bar, 1);
    EXPECT_EQ(report.theory->compatible_keys[0].first_bar, 1);
}

TEST(Theory, SpellsBorrowedChordsAsTheirKeyDoes) {
    EXPECT_EQ(read_roman(chord("Ab:min7"), nullptr, {8, Mode::major}).reason, "from Ab minor");
    EXPECT_EQ(read_roman(chord("E:min"), nullptr, {4, Mode::major}).reason, "from E minor");
}

TEST(Theory, SaysLessWithoutAKeyAndNothingWithoutChords) {
    Report report = piece({"C:maj", "G:maj"}, kC);
    report.harmony.reset();
    tell_theory(report);
    ASSERT_TRUE(report.theory);
    EXPECT_EQ(report.theory->chords.size(), 2U);
    EXPECT_FALSE(report.theory->chords[0].key);
    EXPECT_TRUE(report.theory->chords[0].numeral.empty());
    EXPECT_TRUE(report.theory->progressions.empty());
    EXPECT_TRUE(report.theory->compatible_keys.empty());
    report.chords.reset();
    tell_theory(report);
    EXPECT_FALSE(report.theory);
}

TEST(Theory, TravelsAsCbor) {
    const Report report = piece({"C:maj", "A:7", "D:min7", "G:7", "C:maj"}, kC);
    const Bytes bytes = part_to_cbor(report, AnalyserId::theory);
    Report back;
    ASSERT_TRUE(part_from_cbor(back, AnalyserId::theory, bytes));
    EXPECT_EQ(part_to_cbor(back, AnalyserId::theory), bytes);
    ASSERT_TRUE(part_from_cbor(back, AnalyserId::chords, part_to_cbor(report, AnalyserId::chords)));
    EXPECT_EQ(back.chords->spans.size(), report.chords->spans.size());
}

}  // namespace
}  // namespace stratum::analysis
