#include "stratum/base/terminal_text.hpp"

#include <gtest/gtest.h>

namespace stratum {
namespace {

TEST(DisplayWidth, CountsColumnsNotBytes) {
    EXPECT_EQ(display_width("abc"), 3);
    EXPECT_EQ(display_width("Motörhead"), 9);
    EXPECT_EQ(display_width("e\xcc\x81"), 1);  // e and a combining acute accent
    EXPECT_EQ(display_width("椎名林檎"), 8);
    EXPECT_EQ(display_width("방탄"), 4);
    EXPECT_EQ(display_width("\xff"), 1);
}

TEST(FitColumns, CutsWithDotsAndNeverThroughALetter) {
    EXPECT_EQ(fit_columns("abcdef", 6), "abcdef");
    EXPECT_EQ(fit_columns("abcdefg", 6), "abcde…");
    EXPECT_EQ(fit_columns("椎名林檎", 8), "椎名林檎");
    EXPECT_EQ(fit_columns("椎名林檎", 6), "椎名…");  // a third letter would leave no column for the dots
    EXPECT_EQ(fit_columns("abc", 0), "");
}

TEST(FitColumns, TakesTheTeethOutOfControlCharacters) {
    EXPECT_EQ(printable("a\x1b[31mb\nc"), "a?[31mb?c");
    EXPECT_EQ(printable("a\xe2\x80\xaegpj.exe"), "a?gpj.exe");  // U+202E turns the direction round
    EXPECT_EQ(printable("a\xe2\x80\xa8\xc2\x9b"
                        "b"),
              "a??b");  // U+2028 ends a line, U+009B begins what moves the cursor
}

TEST(PadColumns, FillsToTheColumn) {
    EXPECT_EQ(pad_columns("ab", 4), "ab  ");
    EXPECT_EQ(pad_columns("林", 4, Align::right), "  林");
    EXPECT_EQ(pad_columns("林檎林", 4), "林… ");
}

}  // namespace
}  // namespace stratum
