#include "stratum/store/jobs/worker.hpp"

#include "stratum/store/jobs/job_store.hpp"
#include "stratum/store/jobs/jobs_schema.hpp"
#include "stratum/store/test_engines.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <latch>
#include <semaphore>
#include <stdexcept>
#include <thread>

namespace stratum::store {
namespace {

constexpr Seconds kLong{60.0};  // nobody waits so long unless something is wrong

/// Real threads and real time; waits are for events, with leases and heartbeats of some milliseconds.
class Workers : public OnEveryEngine {
  protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (IsSkipped()) return;
        pool_ = std::move(Pool::open({.place = place(), .connections = 12}).value());
        const auto lease = std::move(pool_->write()).value();
        ASSERT_TRUE(migrate(*lease, std::array{jobs_schema()}, clock_));
        ASSERT_TRUE(lease->script("CREATE TABLE effects (job BYTEA NOT NULL)"));
    }
    void TearDown() override {
        pool_.reset();
        OnEveryEngine::TearDown();
    }
    std::unique_ptr<Worker> start(std::function<Result<Bytes>(JobContext&)> run, WorkerOptions options = {}) {
        options.name = "test";
        options.heartbeat = Seconds{0.02};
        const RetryPolicy retry{.first = Seconds{0.01}, .outage = Seconds{0.01}};
        return Worker::start(options, {{.kind = "hear", .run = std::move(run), .retry = retry}}, *pool_, signal_,
                             clock_);
    }
    Uuid enqueue(NewJob job = {}) {
        job.kind = "hear";
        job.workspace = workspace_;
        const auto made =
            in_transaction(*pool_, [&](Database& database) { return enqueue_job(database, ids_, job, clock_.now()); });
        signal_->notify();
        return made.value().id;
    }
    Job job(const Uuid& id) { return find_job(**pool_->read(), workspace_, id).value().value(); }
    Job wait_for(const Uuid& id, JobState state) {
        const auto until = clock_.steady() + kLong;
        for (;;) {
            const auto seen = signal_->count();
            auto found = job(id);
            if (found.state == state || clock_.steady() > until) return found;
            signal_->wait(seen, Seconds{0.01});
        }
    }
    std::int64_t effects() { return (*pool_->read())->query_one("SELECT count(*) FROM effects").value()->integer(0); }

    SystemClock clock_;
    IdSource ids_{clock_};
    Uuid workspace_ = IdSource::random();
    std::unique_ptr<Pool> pool_;
    std::shared_ptr<Signal> signal_ = std::make_shared<Signal>();
};

TEST_P(Workers, DoWhatIsAskedOnSeveralThreads) {
    std::latch all_run{3};
    const auto worker = start(
        [&](JobContext& context) -> Result<Bytes> {
            all_run.arrive_and_wait();  // passes only when three run at once
            return Bytes{context.claim().payload};
        },
        {.threads = 3});
    std::vector<Uuid> ids;
    for (std::uint8_t i = 0; i < 3; ++i) ids.push_back(enqueue({.payload = {i}}));
    for (std::uint8_t i = 0; i < 3; ++i) EXPECT_EQ(wait_for(ids[i], JobState::succeeded).result, Bytes{i});
}

TEST_P(Workers, RepeatWhatFailedAndSurviveWhatIsThrown) {
    std::atomic<int> runs = 0;
    const auto worker = start(
        [&](JobContext&) -> Result<Bytes> {
            if (++runs == 1) return error(ErrorCode::io, "the disk is away");
            if (runs == 2) throw std::runtime_error{"from a library"};
            return Bytes{};
        },
        {.poll = Seconds{0.02}});
    EXPECT_EQ(wait_for(enqueue(), JobState::succeeded).attempts, 3);
    const Uuid id = enqueue({.max_attempts = 1});
    EXPECT_EQ(wait_for(id, JobState::succeeded).attempts, 1);
}

TEST_P(Workers, WhatStandsInTheWayCostsNoAttempt) {
    std::atomic<int> runs = 0;
    const auto worker = start(
        [&](JobContext&) -> Result<Bytes> {
            if (++runs <= 5) return error(ErrorCode::busy, "others changed the same");
            return Bytes{};
        },
        {.poll = Seconds{0.02}});
    EXPECT_EQ(wait_for(enqueue({.max_attempts = 1}), JobState::succeeded).attempts, 1);
    EXPECT_EQ(runs, 6);
}

TEST_P(Workers, ConnectionThatBreaksUnderAJobCostsNoAttempt) {
    if (pool_->engine() != Engine::postgresql) GTEST_SKIP() << "there is no connection to break";
    std::atomic<int> runs = 0;
    const auto worker = start(
        [&](JobContext&) -> Result<Bytes> {
            STRATUM_TRY(const auto lease, pool_->read());
            if (++runs <= 5) STRATUM_TRY_VOID(lease->query_one("SELECT pg_terminate_backend(pg_backend_pid())"));
            return Bytes{};
        },
        {.poll = Seconds{0.02}});
    EXPECT_EQ(wait_for(enqueue({.max_attempts = 1}), JobState::succeeded).attempts, 1);
    EXPECT_EQ(runs, 6);
    // The same error without an outage is the work's own.
    runs = 0;
    const auto failing = [&](JobContext&) -> Result<Bytes> { return error(ErrorCode::io, "the disk is away"); };
    const auto other = Worker::start({.name = "other", .poll = Seconds{0.02}}, {{.kind = "draw", .run = failing}},
                                     *pool_, signal_, clock_);
    const auto id = in_transaction(*pool_, [&](Database& database) {
        return enqueue_job(database, ids_, {.workspace = workspace_, .kind = "draw", .max_attempts = 1}, clock_.now());
    });
    EXPECT_EQ(wait_for(id.value().id, JobState::dead).error_code, "io");
}

TEST_P(Workers, TellTheEndInTheTransactionThatMakesIt) {
    std::atomic<int> runs = 0;
    const auto run = [&](JobContext& context) -> Result<Bytes> {
        switch (++runs) {
            case 1:
                STRATUM_TRY_VOID(context.finish([](Database&) -> Result<Bytes> { return Bytes{1}; }));
                return Bytes{};
            case 2:
                return Bytes{2};
            case 3:
                return error(ErrorCode::io, "the disk is away");
            default:
                return error(ErrorCode::unsupported, "no such format");
        }
    };
    const auto tell = [](Database& database, const Job& job) -> Result<void> {
        EXPECT_TRUE(job.finished_at);
        STRATUM_TRY_VOID(database.execute("INSERT INTO effects VALUES ($1)", {job.id.bytes}));
        return {};
    };
    const auto worker = Worker::start({.name = "test", .heartbeat = Seconds{0.02}, .poll = Seconds{0.02}},
                                      {{.kind = "hear", .run = run, .retry = {.first = Seconds{0.01}}, .ended = tell}},
                                      *pool_, signal_, clock_);
    wait_for(enqueue(), JobState::succeeded);
    EXPECT_EQ(effects(), 1);
    wait_for(enqueue(), JobState::succeeded);
    EXPECT_EQ(effects(), 2);
    wait_for(enqueue(), JobState::dead);
    EXPECT_EQ(effects(), 3) << "an attempt that is repeated is no end";
    // What ends while nobody holds it is told by who finds it.
    wait_for(enqueue({.run_after = Timestamp{clock_.now().milliseconds + 60'000},
                      .deadline = Timestamp{clock_.now().milliseconds + 50}}),
             JobState::dead);
    EXPECT_EQ(effects(), 4);
}

TEST_P(Workers, TellHowFarTheyAreAndStopWhatIsCancelled) {
    std::binary_semaphore stopped{0};
    const auto worker = start([&](JobContext& context) -> Result<Bytes> {
        context.progress(0.5, "half-way");
        const std::stop_callback wake{context.stop(), [&] { stopped.release(); }};
        stopped.acquire();
        return error(ErrorCode::cancelled, "as you wish");
    });
    const Uuid id = enqueue();
    while (job(id).progress < 0.5) std::this_thread::yield();
    EXPECT_EQ(job(id).message, "half-way");
    ASSERT_EQ(cancel_job(**pool_->write(), workspace_, id, clock_.now()).value(), JobState::running);
    EXPECT_EQ(wait_for(id, JobState::cancelled).state, JobState::cancelled);
}

TEST_P(Workers, StopAtTheDeadline) {
    std::binary_semaphore stopped{0};
    const auto worker = start([&](JobContext& context) -> Result<Bytes> {
        const std::stop_callback wake{context.stop(), [&] { stopped.release(); }};
        stopped.acquire();
        return error(ErrorCode::cancelled, "too late");
    });
    const Uuid id = enqueue({.deadline = Timestamp{clock_.now().milliseconds + 300}});
    EXPECT_EQ(wait_for(id, JobState::dead).error_code, "timeout");
}

TEST_P(Workers, EffectHappensOnceAlthoughASlowWorkerWasThoughtDead) {
    std::atomic<int> runs = 0;
    std::binary_semaphore other_is_done{0};
    const auto handle = [&](JobContext& context) -> Result<Bytes> {
        const bool slow = ++runs == 1;
        if (slow) other_is_done.acquire();
        const auto done = context.finish([&](Database& database) -> Result<Bytes> {
            STRATUM_TRY_VOID(database.execute("INSERT INTO effects VALUES ($1)", {context.claim().id.bytes}));
            return Bytes{static_cast<std::uint8_t>(slow ? 1 : 2)};
        });
        if (!slow) other_is_done.release();
        if (!done) return done.error();
        return Bytes{};
    };
    // No heartbeat before its lease ends: as if the machine had slept.
    WorkerOptions sleepy{.name = "sleepy", .lease = Seconds{0.05}, .heartbeat = kLong};
    const auto first = Worker::start(sleepy, {{.kind = "hear", .run = handle}}, *pool_, signal_, clock_);
    const Uuid id = enqueue();
    while (runs == 0) std::this_thread::yield();
    const auto second = start(handle, {.poll = Seconds{0.02}});
    EXPECT_EQ(wait_for(id, JobState::succeeded).result, Bytes{2});
    first->drain(kLong);
    EXPECT_EQ(runs, 2);
    EXPECT_EQ(effects(), 1);
    EXPECT_EQ(job(id).result, Bytes{2});
}

TEST_P(Workers, EffectThatFailsIsUndoneWithTheCompletion) {
    const auto worker = start([&](JobContext& context) -> Result<Bytes> {
        STRATUM_TRY_VOID(context.finish([&](Database& database) -> Result<Bytes> {
            STRATUM_TRY_VOID(database.execute("INSERT INTO effects VALUES ($1)", {context.claim().id.bytes}));
            return error(ErrorCode::unsupported, "second thoughts");
        }));
        return Bytes{};
    });
    EXPECT_EQ(wait_for(enqueue(), JobState::dead).error_code, "unsupported");
    EXPECT_EQ(effects(), 0);
}

TEST_P(Workers, GoHomeWithoutLosingAnything) {
    std::counting_semaphore<4> begun{0};
    auto worker = start(
        [&](JobContext& context) -> Result<Bytes> {
            std::binary_semaphore stopped{0};
            const std::stop_callback wake{context.stop(), [&] { stopped.release(); }};
            begun.release();
            stopped.acquire();
            return error(ErrorCode::cancelled, "going home");
        },
        {.threads = 2});
    std::vector<Uuid> ids;
    for (int i = 0; i < 4; ++i) ids.push_back(enqueue());
    begun.acquire();
    begun.acquire();
    worker->drain(Seconds{0.01});
    EXPECT_EQ(worker->running(), 0);
    for (const auto& id : ids) {
        EXPECT_EQ(job(id).state, JobState::queued);
        EXPECT_EQ(job(id).attempts, 0);
    }
}

TEST_P(Workers, DrainWaitsForWhatRuns) {
    std::binary_semaphore begun{0};
    std::binary_semaphore go_on{0};
    auto worker = start([&](JobContext&) -> Result<Bytes> {
        begun.release();
        go_on.acquire();
        return Bytes{7};
    });
    const Uuid id = enqueue();
    begun.acquire();
    std::jthread other{[&] { go_on.release(); }};
    worker->drain(kLong);
    EXPECT_EQ(job(id).result, Bytes{7});
}

TEST_P(Workers, ManyJobsAndSeveralWorkersEachEffectOnce) {
    constexpr int kJobs = 60;
    const auto handle = [&](JobContext& context) -> Result<Bytes> {
        STRATUM_TRY_VOID(context.finish([&](Database& database) -> Result<Bytes> {
            STRATUM_TRY_VOID(database.execute("INSERT INTO effects VALUES ($1)", {context.claim().id.bytes}));
            return Bytes{};
        }));
        return Bytes{};
    };
    std::vector<Uuid> ids;
    for (int i = 0; i < kJobs; ++i) ids.push_back(enqueue());
    std::vector<std::unique_ptr<Worker>> workers;
    for (int i = 0; i < 3; ++i) workers.push_back(start(handle, {.threads = 2}));
    for (const auto& id : ids) EXPECT_EQ(wait_for(id, JobState::succeeded).state, JobState::succeeded);
    workers.clear();
    const auto row = (*pool_->read())->query_one("SELECT count(*), count(DISTINCT job) FROM effects").value();
    EXPECT_EQ(row->integer(0), kJobs);
    EXPECT_EQ(row->integer(1), kJobs);
}

STRATUM_ON_EVERY_ENGINE(Workers);

}  // namespace
}  // namespace stratum::store
