#include "stratum/store/signal.hpp"

#include <gtest/gtest.h>
#include <thread>

namespace stratum::store {
namespace {

constexpr Seconds kLong{20.0};  // nobody waits so long unless something is wrong

TEST(Signal, WakesThoseWhoWait) {
    Signal signal;
    const auto seen = signal.count();
    const std::jthread other{[&] { signal.notify(); }};
    signal.wait(seen, kLong);
    EXPECT_EQ(signal.count(), seen + 1);
}

TEST(Signal, RaisedBetweenLookingAndWaitingIsNotLost) {
    Signal signal;
    const auto seen = signal.count();
    signal.notify();
    signal.wait(seen, kLong);  // returns at once
    EXPECT_GT(signal.count(), seen);
}

TEST(Signal, WaitingEndsWhenAskedTo) {
    Signal signal;
    std::stop_source stop;
    const std::jthread other{[&] { stop.request_stop(); }};
    signal.wait(0, kLong, stop.get_token());
    EXPECT_TRUE(stop.stop_requested());
}

}  // namespace
}  // namespace stratum::store
