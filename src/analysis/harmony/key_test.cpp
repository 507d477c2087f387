#include "stratum/analysis/key.hpp"

#include <gtest/gtest.h>
#include <set>

namespace stratum::analysis {
namespace {

TEST(Key, WheelsStartWhereDjsExpect) {
    EXPECT_EQ(camelot_of({0, Mode::major}), "8B");
    EXPECT_EQ(camelot_of({9, Mode::minor}), "8A");
    EXPECT_EQ(open_key_of({0, Mode::major}), "1d");
    EXPECT_EQ(open_key_of({9, Mode::minor}), "1m");
    EXPECT_EQ(camelot_of({8, Mode::minor}), "1A");   // Ab minor
    EXPECT_EQ(camelot_of({4, Mode::major}), "12B");  // E major
}

TEST(Key, All24KeysComeBackFromEveryNotation) {
    std::set<std::string> names;
    for (int tonic = 0; tonic < 12; ++tonic) {
        for (const Mode mode : {Mode::major, Mode::minor}) {
            const Key key{tonic, mode};
            for (const auto& text : {name_of(key), name_of(key, Spelling::sharps), name_of(key, Spelling::flats),
                                     short_name_of(key), camelot_of(key), open_key_of(key), harte_of(key)}) {
                EXPECT_EQ(parse_key(text), key) << text;
            }
            names.insert(camelot_of(key));
            // Camelot number = (Open Key number + 6) mod 12 + 1.
            const int open = std::stoi(open_key_of(key));
            EXPECT_EQ(std::stoi(camelot_of(key)), (open + 6) % 12 + 1);
        }
    }
    EXPECT_EQ(names.size(), 24U);
}

TEST(Key, ReadsWhatTagsHold) {
    EXPECT_EQ(parse_key("Bbm"), (Key{10, Mode::minor}));
    EXPECT_EQ(parse_key("B♭ minor"), (Key{10, Mode::minor}));
    EXPECT_EQ(parse_key("08A"), (Key{9, Mode::minor}));
    EXPECT_EQ(parse_key("CM"), (Key{0, Mode::major}));
    EXPECT_EQ(parse_key("c sharp minor"), (Key{1, Mode::minor}));
    for (const auto* nothing : {"", "o", "H", "13A", "0B", "All", "C major 7"})
        EXPECT_FALSE(parse_key(nothing)) << nothing;
}

TEST(Key, AnyNumberIsNamedAsItsPitchClass) {
    for (const int tonic : {-12, 12, 24, -2147483640, 2147483640}) {
        EXPECT_EQ(name_of(Key{tonic, Mode::major}), name_of(Key{(tonic % 12 + 12) % 12, Mode::major}));
        EXPECT_EQ(camelot_of(Key{tonic, Mode::minor}), camelot_of(Key{(tonic % 12 + 12) % 12, Mode::minor}));
        EXPECT_EQ(open_key_of(Key{tonic, Mode::major}), open_key_of(Key{(tonic % 12 + 12) % 12, Mode::major}));
    }
}

}  // namespace
}  // namespace stratum::analysis
