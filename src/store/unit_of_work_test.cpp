#include "stratum/store/unit_of_work.hpp"

#include "stratum/store/jobs/job_store.hpp"
#include "stratum/store/jobs/jobs_schema.hpp"
#include "stratum/store/migrations.hpp"
#include "stratum/store/test_engines.hpp"

#include <array>
#include <gtest/gtest.h>
#include <thread>

namespace stratum::store {
namespace {

class Unit : public OnEveryEngine {
  protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (IsSkipped()) return;
        PoolOptions options{.place = place(), .connections = 3, .patience = Seconds{5.0}};
        options.on_jobs = [this](std::span<const JobName> jobs) { named_ += static_cast<int>(jobs.size()); };
        pool_ = std::move(Pool::open(std::move(options)).value());
        ASSERT_TRUE((*pool_->write())->script("CREATE TABLE t (x BIGINT NOT NULL PRIMARY KEY)"));
    }
    void TearDown() override {
        pool_.reset();
        OnEveryEngine::TearDown();
    }
    /// By code that knows of no unit.
    Result<void> put(std::int64_t x) {
        return in_transaction(*pool_, [&](Database& database) -> Result<void> {
            STRATUM_TRY_VOID(database.execute("INSERT INTO t VALUES ($1)", {x}));
            return {};
        });
    }
    std::int64_t count() { return (*pool_->read())->query_one("SELECT count(*) FROM t").value()->integer(0); }
    std::int64_t count_elsewhere() {
        std::int64_t found = -1;
        std::jthread{[&] { found = count(); }}.join();
        return found;
    }

    std::unique_ptr<Pool> pool_;
    int named_ = 0;
};

TEST_P(Unit, CommitsAllChangesOfItsThreadTogether) {
    const auto done = in_one_commit(*pool_, [&](UnitOfWork& unit) -> Result<void> {
        STRATUM_TRY_VOID(put(1));
        STRATUM_TRY_VOID(put(2));
        EXPECT_EQ(count(), 2) << "what it did it sees";
        EXPECT_EQ(count_elsewhere(), 0);
        STRATUM_TRY(Database* const database, unit.database());
        STRATUM_TRY_VOID(database->execute("INSERT INTO t VALUES (3)"));
        return {};
    });
    ASSERT_TRUE(done) << done.error().text();
    EXPECT_EQ(count(), 3);
    EXPECT_TRUE(put(4)) << "and later ones stand by themselves again";
    EXPECT_EQ(count_elsewhere(), 4);
}

TEST_P(Unit, LeavesNothingOfAnErrorNorOfWhatWasUndone) {
    const auto failed = in_one_commit(*pool_, [&](UnitOfWork&) -> Result<void> {
        STRATUM_TRY_VOID(put(1));
        return error(ErrorCode::not_found, "no");
    });
    EXPECT_EQ(failed.error().code, ErrorCode::not_found);
    EXPECT_TRUE(in_one_commit(*pool_, [&](UnitOfWork& unit) -> Result<void> {
        STRATUM_TRY_VOID(put(1));
        unit.undo();
        return {};
    }));
    EXPECT_EQ(count(), 0);
}

TEST_P(Unit, GoesOnAfterAPartThatFailed) {
    const auto done = in_one_commit(*pool_, [&](UnitOfWork&) -> Result<void> {
        STRATUM_TRY_VOID(put(1));
        EXPECT_EQ(put(1).error().code, ErrorCode::already_exists);
        return put(2);
    });
    ASSERT_TRUE(done) << done.error().text();
    EXPECT_EQ(count(), 2);
}

TEST_P(Unit, KeepsNobodyFromWritingBeforeItsFirstChange) {
    const auto done = in_one_commit(*pool_, [&](UnitOfWork&) -> Result<void> {
        EXPECT_EQ(count(), 0);
        bool written = false;
        std::jthread{[&] { written = static_cast<bool>(put(1)); }}.join();
        EXPECT_TRUE(written);
        return put(2);
    });
    ASSERT_TRUE(done) << done.error().text();
    EXPECT_EQ(count(), 2);
}

TEST_P(Unit, IsRepeatedAsAWholeWhenItMetAnother) {
    int runs = 0;
    const auto done = in_one_commit(*pool_, [&](UnitOfWork&) -> Result<void> {
        STRATUM_TRY_VOID(put(++runs));
        if (runs < 3) return error(ErrorCode::busy, "somebody else");
        return {};
    });
    ASSERT_TRUE(done) << done.error().text();
    EXPECT_EQ(runs, 3);
    EXPECT_EQ(count(), 1);
}

TEST_P(Unit, AddsUpWhatManyThreadsAdd) {
    constexpr int kThreads = 4;
    constexpr int kRounds = 10;
    std::atomic<int> failed = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < kThreads; ++i)
            threads.emplace_back([&] {
                for (int round = 0; round < kRounds; ++round) {
                    const auto done =
                        in_one_commit(*pool_,
                                      [&](UnitOfWork& unit) -> Result<void> {
                                          STRATUM_TRY_VOID(unit.database());
                                          return put(count() + 1);  // right only if nobody else comes between
                                      },
                                      {.attempts = 100});
                    if (!done) ++failed;
                }
            });
    }
    EXPECT_EQ(failed, 0);
    EXPECT_EQ(count(), kThreads * kRounds);
}

TEST_P(Unit, NamesItsJobsAfterTheCommit) {
    const ManualClock clock{Timestamp{1'795'000'000'000}};
    IdSource ids{clock};
    const std::array sets{jobs_schema()};
    ASSERT_TRUE(migrate(**pool_->write(), sets, clock));
    const auto enqueue = [&](Database& database) {
        return enqueue_job(database, ids, {.workspace = IdSource::random(), .kind = "test"}, clock.now());
    };
    const auto done = in_one_commit(*pool_, [&](UnitOfWork&) -> Result<void> {
        STRATUM_TRY_VOID(in_transaction(*pool_, enqueue));
        STRATUM_TRY_VOID(in_transaction(*pool_, enqueue));
        EXPECT_EQ(named_, 0);
        return {};
    });
    ASSERT_TRUE(done) << done.error().text();
    EXPECT_EQ(named_, 2);
}

STRATUM_ON_EVERY_ENGINE(Unit);

}  // namespace
}  // namespace stratum::store
