#include "stratum/base/clock.hpp"

#include <gtest/gtest.h>

namespace stratum {
namespace {

TEST(Timestamp, IsWrittenAsRfc3339InUtc) {
    EXPECT_EQ(to_rfc3339({0}), "1970-01-01T00:00:00.000Z");
    // 951'782'400 s = 11,016 days after the epoch: the leap day of 2000.
    EXPECT_EQ(to_rfc3339({951'782'400'000 + 3'661'042}), "2000-02-29T01:01:01.042Z");
    EXPECT_EQ(to_rfc3339({-1}), "1969-12-31T23:59:59.999Z");
}

TEST(ManualClock, MovesBothTimesWhenTold) {
    ManualClock clock{{1000}};
    clock.advance(Seconds{1.5});
    EXPECT_EQ(clock.now().milliseconds, 2500);
    EXPECT_DOUBLE_EQ(clock.steady().value(), 1.5);
}

TEST(SystemClock, LiesInThisCentury) {
    EXPECT_GT(SystemClock{}.now(), Timestamp{1'577'836'800'000});  // 2020-01-01
    const SystemClock clock;
    const Seconds before = clock.steady();
    EXPECT_GE(clock.steady(), before);
}

TEST(ParseRfc3339, ReadsWhatToRfc3339Writes) {
    for (const std::int64_t time : {0LL, 1LL, 1'795'000'000'123LL, -86'400'000LL})
        EXPECT_EQ(parse_rfc3339(to_rfc3339(Timestamp{time})), Timestamp{time});
}

TEST(ParseRfc3339, KnowsOffsetsAndFractions) {
    // The examples of RFC 3339, section 5.8.
    EXPECT_EQ(to_rfc3339(*parse_rfc3339("1985-04-12T23:20:50.52Z")), "1985-04-12T23:20:50.520Z");
    EXPECT_EQ(to_rfc3339(*parse_rfc3339("1996-12-19T16:39:57-08:00")), "1996-12-20T00:39:57.000Z");
    EXPECT_EQ(to_rfc3339(*parse_rfc3339("1990-12-31T23:59:60Z")), "1991-01-01T00:00:00.000Z");
}

TEST(ParseRfc3339, RefusesEverythingElse) {
    for (const auto* text : {"", "now", "2026-11-20", "2026-11-20T23:45:00", "2026-02-30T00:00:00Z",
                             "2026-11-20 23:45:00Z", "2026-11-20T24:00:00Z", "2026-11-20T23:45:00.Z",
                             "2026-11-20T23:45:00Zx", "2026-11-20T23:45:00+1:00", "20x6-11-20T23:45:00Z"})
        EXPECT_FALSE(parse_rfc3339(text)) << text;
}

}  // namespace
}  // namespace stratum
