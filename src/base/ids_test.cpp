#include "stratum/base/ids.hpp"

#include <gtest/gtest.h>
#include <set>

namespace stratum {
namespace {

TEST(Uuid, ReadsWhatItWrites) {
    const Uuid id = IdSource::random();
    EXPECT_EQ(parse_uuid(to_text(id)), id);
    EXPECT_EQ(to_text(id).size(), 36U);
    EXPECT_EQ(parse_uuid("018F3C2E7B1A7C3D9E4F0123456789AB"), parse_uuid("018f3c2e-7b1a-7c3d-9e4f-0123456789ab"));
}

TEST(Uuid, RefusesWhatIsNone) {
    EXPECT_FALSE(parse_uuid(""));
    EXPECT_FALSE(parse_uuid("018f3c2e"));
    EXPECT_FALSE(parse_uuid("018f3c2e-7b1a-7c3d-9e4f-0123456789ag"));
    EXPECT_FALSE(uuids_with_prefix("018f3c2e7b1a7c3d9e4f0123456789ab0"));
    EXPECT_FALSE(uuids_with_prefix("-"));
}

TEST(Uuid, PrefixOfOddLengthSpansItsWholeRange) {
    const auto range = uuids_with_prefix("abc");
    ASSERT_TRUE(range);
    EXPECT_EQ(to_text(range->first), "abc00000-0000-0000-0000-000000000000");
    EXPECT_EQ(to_text(range->last), "abcfffff-ffff-ffff-ffff-ffffffffffff");
}

TEST(IdSource, MakesVersionSevenThatBeginsWithTheTime) {
    const ManualClock clock{{0x0123456789ab}};
    IdSource ids{clock};
    const std::string text = to_text(ids.next());
    EXPECT_EQ(text.substr(0, 15), "01234567-89ab-7");
    EXPECT_NE(std::string{"89ab"}.find(text[19]), std::string::npos);  // the variant of RFC 9562
}

TEST(IdSource, AscendsWithinOneMillisecondAndWhenTheClockGoesBack) {
    ManualClock clock{{1'000'000}};
    IdSource ids{clock};
    Uuid last = ids.next();
    for (int i = 0; i < 10'000; ++i) {  // more than the 4,096 counts of one millisecond
        if (i == 5'000) clock.advance(Seconds{-10.0});
        const Uuid next = ids.next();
        ASSERT_LT(last, next);
        last = next;
    }
}

TEST(IdSource, RandomIdsDiffer) {
    std::set<Uuid> seen;
    for (int i = 0; i < 100; ++i) seen.insert(IdSource::random());
    EXPECT_EQ(seen.size(), 100U);
}

}  // namespace
}  // namespace stratum
