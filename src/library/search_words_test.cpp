#include "search_words.hpp"

#include <gmock/gmock.h>

namespace stratum::library {
namespace {

using testing::ElementsAre;

TEST(PlainText, HasNoCapitalsAndNoSigns) {
    EXPECT_EQ(plain_text("Beyoncé"), "beyonce");
    EXPECT_EQ(plain_text("Beyonce\xcc\x81"), "beyonce") << "the sign as a letter of its own";
    EXPECT_EQ(plain_text("ØRSTED Łódź Straße Æon"), "orsted lodz strasse aeon");
    EXPECT_EQ(plain_text("Ёлка Ελλάδα"), "елка ελλαδα");
    EXPECT_EQ(plain_text("100% – «ok»"), "100% – «ok»");
    EXPECT_EQ(plain_text("bad \xff text"), "bad \xef\xbf\xbd text");
}

TEST(SearchWords, AreRunsOfLettersAndDigits) {
    EXPECT_THAT(search_words("Daft Punk - One More Time (2000).mp3"),
                ElementsAre("daft", "punk", "one", "more", "time", "2000", "mp3"));
    EXPECT_THAT(search_words("Don't Stop 'til You Don’t"), ElementsAre("dont", "stop", "til", "you"));
    EXPECT_THAT(search_words("AC/DC"), ElementsAre("ac", "dc"));
    EXPECT_THAT(search_words("!!! – ¿?"), ElementsAre());
}

TEST(SearchWords, OfScriptsWithoutBlanksAreSingleLetters) {
    EXPECT_THAT(search_words("東京 night"), ElementsAre("東", "京", "night"));
    EXPECT_THAT(search_words("xカ1"), ElementsAre("x", "カ", "1"));
}

TEST(SearchWords, AreBounded) {
    std::string text(1000, 'a');
    ASSERT_EQ(search_words(text).size(), 1U);
    EXPECT_EQ(search_words(text).front().size(), kLongestWord);
    for (int i = 0; i < 1000; ++i) text += " w" + std::to_string(i);
    EXPECT_EQ(search_words(text).size(), kMostWords);
}

}  // namespace
}  // namespace stratum::library
