#include "byte_range.hpp"

#include <gtest/gtest.h>

namespace stratum::audio {
namespace {

void expect(std::string_view field, std::int64_t offset, std::int64_t length) {
    const auto answer = parse_range(field, 1000);
    ASSERT_TRUE(answer.satisfiable && answer.range) << field;
    EXPECT_EQ(answer.range->offset, offset) << field;
    EXPECT_EQ(answer.range->length, length) << field;
}

TEST(ParseRange, KnowsTheThreeForms) {
    expect("bytes=0-499", 0, 500);
    expect("bytes=500-", 500, 500);
    expect("bytes=-200", 800, 200);
    expect("bytes=990-2000", 990, 10);
    expect("bytes=-5000", 0, 1000);
}

TEST(ParseRange, GivesAllWhereTheFieldMeansNothing) {
    for (const auto* field :
         {"", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-2", "items=0-1", "bytes=0-1,5-6", "bytes=--1"}) {
        const auto answer = parse_range(field, 1000);
        EXPECT_TRUE(answer.satisfiable && !answer.range) << field;
    }
}

TEST(ParseRange, SaysWhenNothingOfItIsThere) {
    EXPECT_FALSE(parse_range("bytes=1000-", 1000).satisfiable);
    EXPECT_FALSE(parse_range("bytes=-0", 1000).satisfiable);
    EXPECT_FALSE(parse_range("bytes=0-", 0).satisfiable);
}

}  // namespace
}  // namespace stratum::audio
