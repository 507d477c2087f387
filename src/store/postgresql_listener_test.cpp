#include "stratum/store/postgresql_listener.hpp"

#include "stratum/store/test_engines.hpp"

#include <gtest/gtest.h>

namespace stratum::store {
namespace {

constexpr Seconds kLong{20.0};  // nobody waits so long unless something is wrong

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
