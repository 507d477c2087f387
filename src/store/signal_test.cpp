#include "stratum/store/signal.hpp"

#include "stratum/store/test_engines.hpp"

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

class SignalBetweenProcesses : public OnEveryEngine {};

TEST_P(SignalBetweenProcesses, ComesWithTheCommitAndAgainAfterTheConnectionBroke) {
    const auto signal = std::make_shared<Signal>();
    const auto listener = PostgresqlListener::start(place(), "stratum_test", signal);
    ASSERT_TRUE(listener);
    const auto database = open();
    {
        auto transaction = Transaction::begin(*database);
        ASSERT_TRUE(announce(*database, "stratum_test"));
        EXPECT_EQ(signal->count(), 0U);
        ASSERT_TRUE(transaction->commit());
    }
    signal->wait(0, kLong);
    ASSERT_EQ(signal->count(), 1U);
    ASSERT_TRUE(
        database->query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN stratum_test'"));
    signal->wait(1, kLong);
    ASSERT_EQ(signal->count(), 2U) << "raised when it is connected again";
    ASSERT_TRUE(announce(*database, "stratum_test"));
    signal->wait(2, kLong);
    EXPECT_EQ(signal->count(), 3U);
}

INSTANTIATE_TEST_SUITE_P(Engines, SignalBetweenProcesses, testing::Values(Engine::postgresql),
                         [](const auto&) { return std::string{"postgresql"}; });

}  // namespace
}  // namespace stratum::store
