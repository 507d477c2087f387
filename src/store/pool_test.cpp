#include "stratum/store/pool.hpp"

#include "stratum/store/test_engines.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <thread>

namespace stratum::store {
namespace {

class PoolOf : public OnEveryEngine {
  protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (IsSkipped()) return;
        pool_ = std::move(Pool::open({.place = place(), .connections = 3}).value());
        ASSERT_TRUE((*pool_->write())
                        ->script("CREATE TABLE t (id BIGINT PRIMARY KEY, x BIGINT NOT NULL);"
                                 "INSERT INTO t VALUES (1, 0)"));
    }
    void TearDown() override {
        pool_.reset();
        OnEveryEngine::TearDown();
    }
    std::int64_t value() { return (*pool_->read())->query_one("SELECT x FROM t WHERE id = 1").value()->integer(0); }
    void cut(Database& database) {
        const auto id = database.query_one("SELECT pg_backend_pid()").value()->integer(0);
        ASSERT_TRUE(open()->query("SELECT pg_terminate_backend(CAST($1 AS INTEGER))", {id}));
    }
    std::unique_ptr<Pool> pool_;
};

TEST_P(PoolOf, AddsUpWhatManyThreadsAdd) {
    constexpr int kThreads = 6;
    constexpr int kRounds = 25;
    std::atomic<int> failed = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < kThreads; ++i)
            threads.emplace_back([&] {
                for (int round = 0; round < kRounds; ++round) {
                    // Reads, thinks, writes: right only if nobody else comes between.
                    const auto added = in_transaction(
                        *pool_,
                        [](Database& database) -> Result<std::int64_t> {
                            STRATUM_TRY(const auto row, database.query_one("SELECT x FROM t WHERE id = 1"));
                            STRATUM_TRY_VOID(
                                database.execute("UPDATE t SET x = $1 WHERE id = 1", {row->integer(0) + 1}));
                            return row->integer(0) + 1;
                        },
                        {.attempts = 100});
                    if (!added) ++failed;
                }
            });
    }
    EXPECT_EQ(failed, 0);
    EXPECT_EQ(value(), kThreads * kRounds);
}

TEST_P(PoolOf, ErrorOfTheWorkUndoesItAndIsHandedUp) {
    int runs = 0;
    const auto done = in_transaction(*pool_, [&](Database& database) -> Result<void> {
        ++runs;
        STRATUM_TRY_VOID(database.execute("UPDATE t SET x = 9"));
        return error(ErrorCode::not_found, "no");
    });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::not_found);
    EXPECT_EQ(runs, 1);
    EXPECT_EQ(value(), 0);
}

TEST_P(PoolOf, RepeatsWhatWasBusyWithGrowingPausesAndThenGivesUp) {
    std::vector<double> pauses;
    RetryOptions options{.attempts = 4, .first_pause = Seconds{1.0}, .longest_pause = Seconds{2.0}};
    options.sleep = [&](Seconds pause) { pauses.push_back(pause.value()); };
    int runs = 0;
    const auto done = in_transaction(
        *pool_,
        [&](Database&) -> Result<void> {
            ++runs;
            return error(ErrorCode::busy, "somebody else");
        },
        options);
    EXPECT_EQ(done.error().code, ErrorCode::busy);
    EXPECT_EQ(runs, 4);
    ASSERT_EQ(pauses.size(), 3U);
    for (const auto& [pause, most] : {std::pair{pauses[0], 1.0}, {pauses[1], 2.0}, {pauses[2], 2.0}}) {
        EXPECT_GE(pause, most / 2.0);
        EXPECT_LE(pause, most);
    }
}

TEST_P(PoolOf, AllTakenIsBusyAfterThePatienceGiven) {
    const auto pool = std::move(Pool::open({.place = place(), .connections = 1, .patience = Seconds{0.05}}).value());
    const auto held = pool->write();
    ASSERT_TRUE(held);
    const auto refused = pool->write();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::busy);
}

TEST_P(PoolOf, WaitsForTheOneThatIsGivenBack) {
    std::vector<Pool::Lease> held;
    const int most = GetParam() == Engine::sqlite ? 1 : 3;
    for (int i = 0; i < most; ++i) held.push_back(std::move(pool_->write()).value());
    std::jthread other{[&] { held.clear(); }};
    EXPECT_TRUE(pool_->write());
}

TEST_P(PoolOf, TransactionThatIsLeftOpenTouchesNobodyElse) {
    {
        const auto lease = std::move(pool_->write()).value();
        ASSERT_TRUE(lease->execute("BEGIN"));
        ASSERT_TRUE(lease->execute("UPDATE t SET x = 5"));
    }
    const auto lease = std::move(pool_->write()).value();
    EXPECT_EQ(lease->condition(), Database::Condition::ready);
    EXPECT_EQ(value(), 0);
}

TEST_P(PoolOf, ReadersSeeWhatWasCommittedWhileSomebodyWrites) {
    const auto writer = std::move(pool_->write()).value();
    const auto transaction = Transaction::begin(*writer);
    ASSERT_TRUE(writer->execute("UPDATE t SET x = 5"));
    EXPECT_EQ(value(), 0);
}

class PoolOfConnections : public PoolOf {};  // a file does not hang up

TEST_P(PoolOfConnections, WorkWhoseConnectionBreaksIsRepeatedOnAnother) {
    int runs = 0;
    const auto done = in_transaction(*pool_, [&](Database& database) -> Result<void> {
        STRATUM_TRY_VOID(database.execute("UPDATE t SET x = x + 1"));
        if (++runs == 1) cut(database);
        return Result<void>{database.execute("UPDATE t SET x = x + 10") ? Result<void>{} : error(ErrorCode::io, "cut")};
    });
    ASSERT_TRUE(done) << done.error().text();
    EXPECT_EQ(runs, 2);
    EXPECT_EQ(value(), 11);
}

TEST_P(PoolOfConnections, BreakingDuringTheCommitIsNotRepeated) {
    int runs = 0;
    const auto done = in_transaction(*pool_, [&](Database& database) -> Result<void> {
        ++runs;
        cut(database);
        return {};
    });
    EXPECT_EQ(runs, 1);
    EXPECT_EQ(done.error().code, ErrorCode::io);
    EXPECT_EQ(value(), 0) << "the next one has a new connection";
}

STRATUM_ON_EVERY_ENGINE(PoolOf);
INSTANTIATE_TEST_SUITE_P(Engines, PoolOfConnections, testing::Values(Engine::postgresql),
                         [](const auto&) { return std::string{"postgresql"}; });

TEST(Pool, ReadersOfAFileCanNotWrite) {
    const auto folder = os::TempFolder::make().value();
    const auto pool = std::move(Pool::open({.place = folder / "x.db"}).value());
    EXPECT_EQ((*pool->read())->execute("CREATE TABLE t (x BIGINT)").error().code, ErrorCode::permission_denied);
}

TEST(Pool, OneInMemoryIsOneDatabase) {
    const auto pool = std::move(Pool::open({.place = ":memory:"}).value());
    ASSERT_TRUE((*pool->write())->script("CREATE TABLE t (x BIGINT)"));
    EXPECT_TRUE((*pool->read())->query("SELECT * FROM t"));
}

TEST(Pool, AddressThatLeadsNowhereIsToldAtOnce) {
    EXPECT_EQ(Pool::open({.place = "/nowhere/x.db"}).error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace stratum::store
