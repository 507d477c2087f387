#include "stratum/store/jobs/job_announcer.hpp"

#include "stratum/store/jobs/job_store.hpp"
#include "stratum/store/jobs/jobs_schema.hpp"
#include "stratum/store/pool.hpp"
#include "stratum/store/test_engines.hpp"

#include <array>
#include <chrono>
#include <gtest/gtest.h>

namespace stratum::store {
namespace {

template <class Look>
bool becomes_true(Look look) {
    for (int i = 0; i < 2000; ++i) {
        if (look()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds{5});  // another thread works
    }
    return false;
}

JobName name(std::uint8_t number) {
    JobName job;
    job.id.bytes[0] = number;
    return job;
}

TEST(Announcer, NamesJobsInTheirOrderAndAgainWhenThatFailed) {
    std::mutex mutex;
    std::vector<std::uint8_t> named;
    int calls = 0;
    JobAnnouncer announcer{[&](const JobName& job) -> Result<void> {
                               const std::scoped_lock lock{mutex};
                               if (++calls % 2 == 1) return error(ErrorCode::io, "away");
                               named.push_back(job.id.bytes[0]);
                               return {};
                           },
                           {},
                           Seconds{0.001}};
    announcer.announce(std::array{name(1), name(2)});
    announcer.announce(std::array{name(3)});
    EXPECT_TRUE(becomes_true([&] { return announcer.announced() == 3; }));
    EXPECT_EQ(named, (std::vector<std::uint8_t>{1, 2, 3}));
}

TEST(Announcer, ForgetsTheOldestOfTooMany) {
    JobAnnouncer announcer{[](const JobName&) -> Result<void> { return error(ErrorCode::io, "away"); }};
    const std::vector<JobName> many(JobAnnouncer::kMostWaiting + 10);
    announcer.announce(many);
    announcer.announce(many);
    EXPECT_GE(announcer.forgotten(), static_cast<std::int64_t>(many.size()));
}

/// Which jobs a pool tells of, on every engine.
class TellingOfJobs : public OnEveryEngine {
  protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (IsSkipped()) return;
        pool_ = std::move(Pool::open({.place = place(),
                                      .on_jobs =
                                          [this](std::span<const JobName> jobs) {
                                              told_.insert(told_.end(), jobs.begin(), jobs.end());
                                          }})
                              .value());
        ASSERT_TRUE(migrate(**pool_->write(), std::array{jobs_schema()}, clock_));
    }
    void TearDown() override {
        pool_.reset();
        OnEveryEngine::TearDown();
    }
    Result<Enqueued> enqueue(Database& database, std::optional<Timestamp> when = {},
                             std::optional<std::string> key = {}) {
        return enqueue_job(
            database, ids_,
            {.workspace = workspace_, .kind = "hear", .run_after = when, .idempotency_key = std::move(key)},
            clock_.now());
    }
    ManualClock clock_{Timestamp{1'795'000'000'000}};
    IdSource ids_{clock_};
    Uuid workspace_ = IdSource::random();
    std::vector<JobName> told_;
    std::unique_ptr<Pool> pool_;
};

TEST_P(TellingOfJobs, HappensAfterTheCommitAndOnlyThen) {
    const auto made = in_transaction(*pool_, [&](Database& database) {
        auto one = enqueue(database);
        EXPECT_TRUE(told_.empty());
        return one;
    });
    ASSERT_TRUE(made);
    ASSERT_EQ(told_.size(), 1U);
    EXPECT_EQ(told_[0].id, made->id);
    EXPECT_EQ(told_[0].workspace, workspace_);
    EXPECT_FALSE(in_transaction(*pool_, [&](Database& database) -> Result<void> {
        (void)enqueue(database);
        return error(ErrorCode::invalid_argument, "undone");
    }));
    EXPECT_TRUE(in_transaction(*pool_, [](Database&) -> Result<void> { return {}; }));
    EXPECT_EQ(told_.size(), 1U);
}

TEST_P(TellingOfJobs, LeavesOutWhatIsForLaterAndWhatIsKnown) {
    for (int i = 0; i < 2; ++i) {
        ASSERT_TRUE(in_transaction(*pool_, [&](Database& database) -> Result<void> {
            STRATUM_TRY_VOID(enqueue(database, Timestamp{clock_.now().milliseconds + 1000}));
            STRATUM_TRY_VOID(enqueue(database, {}, "once"));
            return {};
        }));
    }
    EXPECT_EQ(told_.size(), 1U);
}

TEST_P(TellingOfJobs, TellsOfTheAttemptThatCommitted) {
    int runs = 0;
    const auto made = in_transaction(*pool_, [&](Database& database) -> Result<Enqueued> {
        auto one = enqueue(database);
        if (++runs == 1) return error(ErrorCode::busy, "met another");
        return one;
    });
    ASSERT_EQ(told_.size(), 1U);
    EXPECT_EQ(told_[0].id, made->id);
}

STRATUM_ON_EVERY_ENGINE(TellingOfJobs);

}  // namespace
}  // namespace stratum::store
