/// Workers as processes of their own, killed at any moment: no job is lost, and none has its effect twice.

#include "stratum/store/jobs/job_store.hpp"
#include "stratum/store/jobs/jobs_schema.hpp"
#include "stratum/store/jobs/worker.hpp"
#include "stratum/store/test_engines.hpp"

#include <chrono>
#include <csignal>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace stratum::store {
namespace {

class KilledWorkers : public OnEveryEngine {
  protected:
    /// A process that works until it is killed.
    [[nodiscard]] pid_t start() const {
        const pid_t child = fork();
        if (child != 0) return child;
        const SystemClock clock;
        const auto pool = Pool::open({.place = place(), .connections = 4});
        if (!pool) _exit(1);
        const auto run = [](JobContext& context) -> Result<Bytes> {
            STRATUM_TRY_VOID(context.finish([&](Database& database) -> Result<Bytes> {
                STRATUM_TRY_VOID(database.execute("INSERT INTO effects VALUES ($1, $2)",
                                                  {context.claim().id.bytes, context.claim().attempt}));
                std::this_thread::sleep_for(std::chrono::milliseconds{3});  // work, so that a kill can come between
                return Bytes{};
            }));
            return Bytes{};
        };
        const auto worker = Worker::start(
            {.name = "killed", .threads = 2, .lease = Seconds{0.3}, .heartbeat = Seconds{0.05}, .poll = Seconds{0.02}},
            {{.kind = "hear", .run = run, .retry = {.first = Seconds{0.01}}}}, **pool, std::make_shared<Signal>(),
            clock);
        for (;;) pause();
    }
    static void kill_and_wait(pid_t child) {
        kill(child, SIGKILL);
        waitpid(child, nullptr, 0);
    }
};

TEST_P(KilledWorkers, LoseNothingAndDoNothingTwice) {
    constexpr int kJobs = 150;
    constexpr int kKills = 12;
    const SystemClock clock;
    IdSource ids{clock};
    {
        const auto database = open();
        ASSERT_TRUE(migrate(*database, std::array{jobs_schema()}, clock));
        ASSERT_TRUE(database->script("CREATE TABLE effects (job BYTEA NOT NULL, attempt BIGINT NOT NULL)"));
        auto transaction = Transaction::begin(*database);
        for (int i = 0; i < kJobs; ++i)
            ASSERT_TRUE(enqueue_job(*database, ids, {.kind = "hear", .max_attempts = 100}, clock.now()));
        ASSERT_TRUE(transaction->commit());
    }  // no connection is open where the process forks
    std::array<pid_t, 2> children{start(), start()};
    for (int i = 0; i < kKills; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds{40});  // enough to be in the middle of something
        auto& victim = children.at(static_cast<std::size_t>(i) % children.size());
        kill_and_wait(victim);
        victim = start();
    }
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{60};
    std::int64_t done = 0;
    while (done < kJobs && std::chrono::steady_clock::now() < until) {
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
        const auto counts = count_jobs(*open()).value();
        done = counts.contains(JobState::succeeded) ? counts.at(JobState::succeeded) : 0;
    }
    for (const pid_t child : children) kill_and_wait(child);
    EXPECT_EQ(done, kJobs);
    const auto row = open()->query_one("SELECT count(*), count(DISTINCT job) FROM effects").value();
    EXPECT_EQ(row->integer(0), kJobs);
    EXPECT_EQ(row->integer(1), kJobs);
}

STRATUM_ON_EVERY_ENGINE(KilledWorkers);

}  // namespace
}  // namespace stratum::store
