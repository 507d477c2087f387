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

}  // namespace
}  // namespace stratum
