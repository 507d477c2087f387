#include "stratum/analysis/tempo_prior.hpp"

#include <gtest/gtest.h>
#include <set>

namespace stratum::analysis {
namespace {

std::string found_in(std::string_view tag) {
    const GenreTempo* found = find_genre(tag, known_genres());
    return found == nullptr ? "" : found->genre;
}

TEST(FindGenre, SpellingsOfOneGenreMeanTheSame) {
    for (const char* tag : {"Drum and Bass", "Drum & Bass", "drum&bass", "Drum'n'Bass", "DRUM-N-BASS", "Drum 'n' Bass",
                            "Liquid Drum & Bass"})
        EXPECT_EQ(found_in(tag), "drum and bass") << tag;
    EXPECT_EQ(found_in("DnB"), "dnb");
    EXPECT_EQ(found_in("D&B"), "d and b");
    EXPECT_EQ(found_in("Hip-Hop"), "hip hop");
}

TEST(FindGenre, TheLongestNameInAGenreWins) {
    EXPECT_EQ(found_in("Tech House"), "tech house");
    EXPECT_EQ(found_in("Dub Techno"), "dub techno");
    EXPECT_EQ(found_in("Afro House"), "house");
}

TEST(FindGenre, OnlyWholeWordsCount) {
    EXPECT_EQ(found_in("Dubstep"), "dubstep");  // not dub
    EXPECT_EQ(found_in("Electronica"), "");
    EXPECT_EQ(found_in("Grapes"), "");  // not rap
}

TEST(FindGenre, TheFirstOfSeveralGenresThatIsKnownDecides) {
    EXPECT_EQ(found_in("Electronic; Techno / House"), "techno");
    EXPECT_EQ(found_in("House, Hip Hop"), "house");
}

TEST(FindGenre, NothingIsFoundInNothing) {
    EXPECT_EQ(found_in(""), "");
    EXPECT_EQ(found_in(" ;; - "), "");
    const GenreTempo nameless{"--", {}};
    EXPECT_EQ(find_genre("--", {&nameless, 1}), nullptr);
    EXPECT_EQ(find_genre(std::string_view{"\xff\xfe\x00", 3}, known_genres()), nullptr);
}

TEST(KnownGenres, HaveRangesThatAreSomeAndDifferentNames) {
    std::set<std::string> names;
    for (const GenreTempo& one : known_genres()) {
        ASSERT_TRUE(one.likely) << one.genre;
        EXPECT_TRUE(check(*one.likely)) << one.genre;
        // An octave or more would leave the question open that a prior is there to decide.
        EXPECT_LT(one.likely->fastest.value(), 2.0 * one.likely->slowest.value()) << one.genre;
        EXPECT_TRUE(names.insert(one.genre).second) << one.genre;
        EXPECT_EQ(found_in(one.genre), one.genre);
    }
}

TEST(KnownPrior, SaysWhereItComesFrom) {
    const auto prior = known_prior("Drum & Bass");
    ASSERT_TRUE(prior);
    for (const GenreTempo& one : known_genres()) {
        const auto own = known_prior("New " + one.genre + "!");
        ASSERT_TRUE(own) << one.genre;
        EXPECT_EQ(own->likely, *one.likely) << one.genre;
    }
    EXPECT_EQ(prior->likely, (TempoRange{Bpm{160.0}, Bpm{180.0}}));
    EXPECT_NE(prior->reason.find("drum and bass"), std::string::npos);
    EXPECT_FALSE(known_prior("Baroque"));
}

TEST(TempoPrior, OddsThatAreNoneAreRefused) {
    TempoPrior prior{{Bpm{80.0}, Bpm{120.0}}, 8.0, ""};
    EXPECT_TRUE(check(prior));
    prior.odds = 0.5;
    EXPECT_EQ(check(prior).error().code, ErrorCode::invalid_argument);
    prior = {{Bpm{120.0}, Bpm{80.0}}, 8.0, ""};
    EXPECT_EQ(check(prior).error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace stratum::analysis
