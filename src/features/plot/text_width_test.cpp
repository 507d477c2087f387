#include "text_width.hpp"

#include <gtest/gtest.h>

namespace stratum::plot {
namespace {

TEST(TextWidth, AddsUpTheAdvancesOfTheLetters) {
    EXPECT_DOUBLE_EQ(text_width("128", 10.0), 3 * 6.36);  // a digit of DejaVu Sans is 0.636 em
    EXPECT_DOUBLE_EQ(text_width("", 10.0), 0.0);
    EXPECT_GT(text_width("Title", 10.0, Weight::bold), text_width("Title", 10.0));
}

TEST(TextWidth, CountsACharacterOnceHoweverManyBytesItHas) {
    EXPECT_DOUBLE_EQ(text_width("\xc3\xa9", 10.0), 8.4);
    EXPECT_DOUBLE_EQ(text_width("e\xcc\x81", 10.0), text_width("e", 10.0));  // an accent of its own takes no room
    EXPECT_DOUBLE_EQ(text_width("\xe6\x9d\xb1", 10.0), 11.0);
}

TEST(Elide, LeavesTextThatFitsAlone) { EXPECT_EQ(elide("short", 1000.0, 12.0), "short"); }

TEST(Elide, CutsBetweenCharactersAndFits) {
    const std::string long_title =
        "\xc3\x9c"
        "berlanger Titel \xe6\x9d\xb1\xe4\xba\xac eines St\xc3\xbc"
        "cks ohne Ende";
    for (double width = 0.0; width < 400.0; width += 7.0) {
        const std::string cut = elide(long_title, width, 14.0);
        EXPECT_LE(text_width(cut, 14.0), width);
        EXPECT_EQ(cut.find("\xef\xbf\xbd"), std::string::npos) << "half a character was left";
    }
    EXPECT_EQ(elide(long_title, 1.0, 14.0), "");
}

TEST(Elide, MakesBytesThatAreNoTextVisible) { EXPECT_EQ(elide("a\xff", 1000.0, 12.0), "a\xef\xbf\xbd"); }

}  // namespace
}  // namespace stratum::plot
