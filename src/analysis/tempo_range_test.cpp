#include "stratum/analysis/tempo_range.hpp"

#include <gtest/gtest.h>

namespace stratum::analysis {
namespace {

TEST(ParseTempoRange, ReadsTwoTempi) {
    const TempoRange usual{Bpm{88.0}, Bpm{175.0}};
    for (const char* text : {"88-175", "88..175", " 88 - 175 ", "88.0-175.0"}) {
        const auto range = parse_tempo_range(text);
        ASSERT_TRUE(range) << text;
        EXPECT_EQ(*range, usual) << text;
    }
    EXPECT_TRUE(parse_tempo_range("120-128"));
}

TEST(ParseTempoRange, SaysWhatOneLooksLike) {
    for (const char* text :
         {"", "88", "175-88", "88-88", "-88-175", "88-", "-", "a-b", "10-100", "100-301", "nan-100"}) {
        const auto range = parse_tempo_range(text);
        ASSERT_FALSE(range) << text;
        EXPECT_EQ(range.error().code, ErrorCode::invalid_argument);
        EXPECT_NE(range.error().hint.find("88-175"), std::string::npos);
    }
}

}  // namespace
}  // namespace stratum::analysis
