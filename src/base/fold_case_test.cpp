#include "stratum/base/fold_case.hpp"

#include <gtest/gtest.h>

namespace stratum {
namespace {

TEST(FoldCase, FoldsTheScriptsThatHaveCapitals) {
    EXPECT_EQ(fold_case("Blue MONDAY 7"), "blue monday 7");
    EXPECT_EQ(fold_case("Über Ärger, ÇA VA, ŁÓDŹ, Ýmir, Ŷ, Ÿ"), "über ärger, ça va, łódź, ýmir, ŷ, ÿ");
    EXPECT_EQ(fold_case("ΣΊΣΥΦΟΣ"), fold_case("σίσυφος")) << "a sigma at the end is the same letter";
    EXPECT_EQ(fold_case("ПЁТР ІЇЄ Ґ"), "пётр іїє ґ");
    EXPECT_EQ(fold_case("ԱՐԱՄ"), "արամ");
    EXPECT_EQ(fold_case("TIẾNG VIỆT"), "tiếng việt");
    EXPECT_EQ(fold_case("ＡＢＢＡ"), "ａｂｂａ");
}

TEST(FoldCase, LettersThatAreTypedBothWaysAreOne) {
    EXPECT_EQ(fold_case("STRASSE"), fold_case("Straße"));
    EXPECT_EQ(fold_case("STRAẞE"), fold_case("Straße"));
    EXPECT_EQ(fold_case("İstanbul"), "istanbul");
}

TEST(FoldCase, LeavesTheRestAndFoldsTwiceAsOnce) {
    for (const char* text : {"東京", "\xf0\x9f\x8e\xb5", "caf\xe9 \xff\xc3", "", "×÷", "\xe1\xba"}) {
        EXPECT_EQ(fold_case(text), text);
    }
    for (char32_t letter = 0x80; letter < 0x800; ++letter) {
        const std::string text{static_cast<char>(0xc0U | letter >> 6U), static_cast<char>(0x80U | (letter & 0x3fU))};
        EXPECT_EQ(fold_case(fold_case(text)), fold_case(text)) << text;
    }
}

}  // namespace
}  // namespace stratum
