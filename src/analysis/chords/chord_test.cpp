#include "stratum/analysis/chord.hpp"

#include "stratum/base/cbor.hpp"

#include <gtest/gtest.h>
#include <set>

namespace stratum::analysis {
namespace {

TEST(Chord, EveryLabelIsReadBackOnEveryRootAndBass) {
    std::set<std::string> seen;
    for (int root = 0; root < 12; ++root)
        for (int type = 0; type < kChordTypes; ++type)
            for (int bass = 0; bass < 12; ++bass) {
                const Chord chord{root, static_cast<ChordType>(type), bass};
                for (const Spelling spelling : {Spelling::usual, Spelling::sharps, Spelling::flats})
                    EXPECT_EQ(parse_chord(harte_of(chord, spelling)), chord) << harte_of(chord, spelling);
                EXPECT_TRUE(seen.insert(harte_of(chord)).second) << "two chords are called " << harte_of(chord);
            }
}

TEST(Chord, IsWrittenAsHarteAndAsSongbooksDo) {
    const Chord chord{1, ChordType::minor7, 4};
    EXPECT_EQ(harte_of(chord, Spelling::flats), "Db:min7/b3");
    EXPECT_EQ(name_of(chord, Spelling::flats), "Dbm7/E");
    EXPECT_EQ(harte_of({0, ChordType::major, 0}), "C:maj");
    EXPECT_EQ(name_of(Chord{0, ChordType::major, 4}), "C/E");
    EXPECT_EQ(name_of(Chord{9, ChordType::half_diminished7, 9}), "Am7b5");
}

TEST(Chord, RefusesWhatIsNoChord) {
    for (const char* text : {"", "N", "X", "H:maj", "C:", "C:major", "C:maj/", "C:maj/0", "C:maj/14", "Cmaj", "c:maj"})
        EXPECT_FALSE(parse_chord(text)) << text;
    EXPECT_EQ(parse_chord("E#:min")->root, 5);
    EXPECT_EQ(parse_chord("G")->type, ChordType::major);
}

TEST(Chord, TonesBelongToTheType) {
    EXPECT_EQ(tones_of(ChordType::major), 0b000010010001);
    EXPECT_EQ(tones_of(ChordType::diminished7), 0b001001001001);
    for (int type = 0; type < kChordTypes; ++type) EXPECT_EQ(tones_of(static_cast<ChordType>(type)) & 1, 1);
}

TEST(Chord, SpellsWithTheKeysOwnAccidentals) {
    EXPECT_EQ(spelling_in({2, Mode::major}), Spelling::sharps);
    EXPECT_EQ(spelling_in({3, Mode::major}), Spelling::flats);
    EXPECT_EQ(spelling_in({0, Mode::minor}), Spelling::flats);
    EXPECT_EQ(spelling_in({4, Mode::minor}), Spelling::sharps);
    EXPECT_EQ(spelling_in({3, Mode::minor}), Spelling::flats);
}

}  // namespace
}  // namespace stratum::analysis
