#include "stratum/account/throttle.hpp"

#include "test_account.hpp"

namespace stratum::account {
namespace {

class Throttle : public AccountTest {
  protected:
    double wait() { return wait_of(db(), "account:ann", clock_.now()).value().value(); }
    void fail() { ASSERT_OK(count_failure(db(), "account:ann", kPerAccount, clock_.now())); }
};

TEST_P(Throttle, DoublesTheWaitAfterAFewFailures) {
    for (int i = 0; i < 5; ++i) {
        fail();
        EXPECT_EQ(wait(), 0.0) << i;
    }
    for (const double expected : {1.0, 2.0, 4.0, 8.0}) {
        fail();
        EXPECT_EQ(wait(), expected);
        clock_.advance(Seconds{expected / 2});
        EXPECT_EQ(wait(), expected / 2);
        clock_.advance(Seconds{expected / 2});
        EXPECT_EQ(wait(), 0.0);
    }
    for (int i = 0; i < 100; ++i) fail();
    EXPECT_EQ(wait(), 900.0);  // a quarter of an hour at most
}

TEST_P(Throttle, ForgetsAfterADayAndAfterSuccess) {
    for (int i = 0; i < 9; ++i) fail();
    clock_.advance(Seconds{24.0 * 3600 + 1});
    EXPECT_EQ(sweep_throttles(db(), clock_.now()).value(), 1);
    for (int i = 0; i < 5; ++i) fail();
    EXPECT_EQ(wait(), 0.0);
    clock_.advance(Seconds{24.0 * 3600 + 1});
    for (int i = 0; i < 5; ++i) fail();  // without the sweep, too
    EXPECT_EQ(wait(), 0.0);
    fail();
    EXPECT_EQ(wait(), 1.0);
    ASSERT_OK(forget_failures(db(), "account:ann"));
    EXPECT_EQ(wait(), 0.0);
}

TEST_P(Throttle, CountsEachKeyByItself) {
    for (int i = 0; i < 6; ++i) fail();
    EXPECT_EQ(wait_of(db(), "account:bob", clock_.now()).value().value(), 0.0);
    EXPECT_EQ(count("throttles"), 1);
}

TEST(ThrottledAddress, IsWhatOneSubscriberHas) {
    EXPECT_EQ(throttled_address("192.0.2.1"), "192.0.2.1");
    EXPECT_EQ(throttled_address("::ffff:192.0.2.1"), "192.0.2.1");
    EXPECT_EQ(throttled_address("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
    EXPECT_EQ(throttled_address("2001:db8:1:2:ffff::"), "2001:db8:1:2::/64");
    EXPECT_EQ(throttled_address("fe80::1%eth0"), "fe80::/64");
    EXPECT_EQ(throttled_address("unknown"), "unknown");
}

STRATUM_ON_EVERY_ENGINE(Throttle);

}  // namespace
}  // namespace stratum::account
