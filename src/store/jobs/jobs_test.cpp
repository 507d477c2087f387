#include "stratum/store/jobs/claims.hpp"
#include "stratum/store/jobs/job_store.hpp"
#include "stratum/store/jobs/jobs_schema.hpp"
#include "stratum/store/pool.hpp"
#include "stratum/store/test_engines.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>
#include <thread>

namespace stratum::store {
namespace {

class Jobs : public OnEveryEngine {
  protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (IsSkipped()) return;
        database_ = open();
        ASSERT_TRUE(migrate(*database_, std::array{jobs_schema()}, clock_));
    }
    void TearDown() override {
        database_.reset();
        OnEveryEngine::TearDown();
    }
    [[nodiscard]] Timestamp now() const { return clock_.now(); }
    Uuid enqueue(NewJob job = {}) {
        if (job.kind.empty()) job.kind = "hear";
        job.workspace = workspace_;
        return enqueue_job(*database_, ids_, job, now()).value().id;
    }
    std::vector<JobClaim> claim(std::size_t most = 1, Seconds lease = Seconds{30.0}) {
        return claim_jobs(*database_, {.worker = "w", .kinds = {"hear", "draw"}, .most = most, .lease = lease}, now())
            .value();
    }
    Job job(const Uuid& id) { return find_job(*database_, workspace_, id).value().value(); }
    JobState fail(const JobClaim& claim, ErrorCode code = ErrorCode::io) {
        return fail_job(*database_, claim, error(code, "it broke"), Seconds{10.0}, now()).value();
    }
    HeartbeatAnswer heartbeat(const JobClaim& claim, double progress = 0.0, std::string message = {}) {
        const std::array beats{Heartbeat{&claim, progress, std::move(message)}};
        return beat(*database_, beats, Seconds{30.0}, now()).value().at(0);
    }

    ManualClock clock_{{1'000'000}};
    IdSource ids_{clock_};
    Uuid workspace_ = IdSource::random();
    std::unique_ptr<Database> database_;
};

TEST_P(Jobs, AreClaimedDoneAndRemembered) {
    const Uuid id = enqueue({.payload = {1, 2}});
    const auto claims = claim();
    ASSERT_EQ(claims.size(), 1U);
    EXPECT_EQ(claims[0].id, id);
    EXPECT_EQ(claims[0].payload, (Bytes{1, 2}));
    EXPECT_EQ(job(id).state, JobState::running);
    EXPECT_TRUE(claim().empty()) << "it is taken";
    clock_.advance(Seconds{5.0});
    ASSERT_TRUE(complete_job(*database_, claims[0], {3}, now()));
    EXPECT_EQ(job(id).state, JobState::succeeded);
    EXPECT_EQ(job(id).result, Bytes{3});
    EXPECT_EQ(job(id).progress, 1.0);
    EXPECT_EQ(job(id).finished_at, now());
    EXPECT_EQ(job(id).attempts, 1);
}

TEST_P(Jobs, GoByPriorityThenByTheTimeTheyAreDue) {
    const Uuid late = enqueue({.run_after = Timestamp{now().milliseconds + 10}});
    const Uuid early = enqueue();
    const Uuid urgent = enqueue({.priority = 7});
    clock_.advance(Seconds{1.0});
    const auto claims = claim(10);
    ASSERT_EQ(claims.size(), 3U);
    EXPECT_EQ(claims[0].id, urgent);
    EXPECT_EQ(claims[1].id, early);
    EXPECT_EQ(claims[2].id, late);
}

TEST_P(Jobs, WaitForTheirTimeAndForAHandlerOfTheirKind) {
    enqueue({.run_after = Timestamp{now().milliseconds + 1}});
    enqueue({.kind = "other"});
    EXPECT_TRUE(claim().empty());
    clock_.advance(Seconds{0.001});
    EXPECT_EQ(claim(5).size(), 1U);
}

TEST_P(Jobs, EnqueuedWithATransactionThatIsUndoneNeverWere) {
    {
        auto transaction = Transaction::begin(*database_);
        enqueue();
    }
    EXPECT_TRUE(claim().empty());
}

TEST_P(Jobs, OneKeyIsOneJob) {
    const NewJob asked{.workspace = workspace_, .kind = "hear", .idempotency_key = "k"};
    const auto first = enqueue_job(*database_, ids_, asked, now()).value();
    const auto second = enqueue_job(*database_, ids_, asked, now()).value();
    EXPECT_TRUE(first.is_new);
    EXPECT_FALSE(second.is_new);
    EXPECT_EQ(first.id, second.id);
    NewJob elsewhere = asked;
    elsewhere.workspace = IdSource::random();
    EXPECT_TRUE(enqueue_job(*database_, ids_, elsewhere, now()).value().is_new);
    NewJob other = asked;
    other.kind = "draw";
    EXPECT_TRUE(enqueue_job(*database_, ids_, other, now()).value().is_new);
}

TEST_P(Jobs, NonsenseIsRefused) {
    EXPECT_EQ(enqueue_job(*database_, ids_, {.kind = ""}, now()).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(enqueue_job(*database_, ids_, {.kind = "x", .max_attempts = 0}, now()).error().code,
              ErrorCode::invalid_argument);
}

TEST_P(Jobs, JobOfADeadWorkerIsTakenAgainAndTheOldFenceIsRefused) {
    const Uuid id = enqueue();
    const auto first = claim(1, Seconds{30.0}).at(0);
    clock_.advance(Seconds{29.999});
    EXPECT_EQ(recover_jobs(*database_, now()).value().rows, 0);
    clock_.advance(Seconds{0.001});
    EXPECT_EQ(recover_jobs(*database_, now()).value().rows, 1);
    const auto second = claim().at(0);
    EXPECT_EQ(second.id, id);
    EXPECT_EQ(second.attempt, 1) << "the one that lapsed does not count";
    EXPECT_GT(second.fence, first.fence);

    EXPECT_EQ(heartbeat(first), HeartbeatAnswer::lost);
    const auto refused = complete_job(*database_, first, {1}, now());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::not_found);
    EXPECT_NE(refused.error().message.find("no longer held"), std::string::npos);
    EXPECT_FALSE(fail_job(*database_, first, error(ErrorCode::io, "x"), Seconds{1.0}, now()));
    EXPECT_FALSE(release_job(*database_, first, now()));
    EXPECT_TRUE(complete_job(*database_, second, {2}, now()));
    EXPECT_EQ(job(id).result, Bytes{2});
}

TEST_P(Jobs, HeartbeatKeepsTheLeaseAndTellsHowFarItIs) {
    const Uuid id = enqueue();
    const auto held = claim(1, Seconds{30.0}).at(0);
    for (int i = 0; i < 4; ++i) {
        clock_.advance(Seconds{20.0});
        EXPECT_EQ(heartbeat(held, 0.25 * i, "bar"), HeartbeatAnswer::go_on);
        EXPECT_EQ(recover_jobs(*database_, now()).value().rows, 0);
    }
    EXPECT_EQ(job(id).progress, 0.75);
    EXPECT_EQ(job(id).message, "bar");
}

TEST_P(Jobs, FailedOnesComeAgainAfterAPauseAndEndDead) {
    const Uuid id = enqueue({.max_attempts = 3});
    for (int attempt = 1; attempt <= 2; ++attempt) {
        EXPECT_EQ(fail(claim().at(0)), JobState::queued);
        EXPECT_TRUE(claim().empty());
        clock_.advance(Seconds{10.0});
    }
    EXPECT_EQ(fail(claim().at(0)), JobState::dead);
    clock_.advance(Seconds{1000.0});
    EXPECT_TRUE(claim().empty());
    EXPECT_EQ(job(id).error_code, "io");
    EXPECT_EQ(job(id).error_message, "it broke");

    ASSERT_TRUE(retry_job(*database_, workspace_, id, now()));
    EXPECT_EQ(claim().at(0).attempt, 1);
}

TEST_P(Jobs, ErrorThatWillNotGoAwayEndsAtOnce) {
    enqueue();
    EXPECT_EQ(fail(claim().at(0), ErrorCode::unsupported), JobState::dead);
}

TEST_P(Jobs, JobThatKillsItsWorkersEndsDead) {
    const Uuid id = enqueue({.max_attempts = 2});
    const auto lapse = [&] {
        ASSERT_EQ(claim().size(), 1U);
        clock_.advance(Seconds{31.0});
        ASSERT_EQ(recover_jobs(*database_, now()).value().rows, 1);
    };
    for (int i = 0; i < kMostLapses; ++i) {
        lapse();
        EXPECT_EQ(job(id).state, JobState::queued) << "after lapse " << i + 1;
        EXPECT_EQ(job(id).attempts, 0);
    }
    lapse();
    EXPECT_EQ(job(id).state, JobState::dead);
    EXPECT_EQ(job(id).error_code, "crashed");
    EXPECT_EQ(job(id).error_message, "the worker w was not heard of again");

    ASSERT_TRUE(retry_job(*database_, workspace_, id, now()));
    EXPECT_EQ(job(id).error_code, "");
    lapse();
    EXPECT_EQ(job(id).state, JobState::queued) << "who retries a job gives it all its lapses again";
}

TEST_P(Jobs, PostponedCostNoAttemptHoweverOften) {
    const Uuid id = enqueue({.max_attempts = 2});
    const auto postpone = [&](const JobClaim& claim) {
        return postpone_job(*database_, claim, error(ErrorCode::io, "the database is away"), Seconds{10.0}, now())
            .value();
    };
    for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(postpone(claim().at(0)), JobState::queued);
        EXPECT_TRUE(claim().empty()) << "there is a pause";
        clock_.advance(Seconds{10.0});
    }
    EXPECT_EQ(job(id).attempts, 0);
    EXPECT_EQ(job(id).error_message, "the database is away");
    EXPECT_EQ(fail(claim().at(0)), JobState::queued) << "failures of the work still count";
    clock_.advance(Seconds{10.0});
    EXPECT_EQ(postpone(claim().at(0)), JobState::queued);
    clock_.advance(Seconds{10.0});
    EXPECT_EQ(fail(claim().at(0)), JobState::dead);

    enqueue();
    const auto cancelled = claim().at(0);
    ASSERT_TRUE(cancel_job(*database_, workspace_, cancelled.id, now()));
    EXPECT_EQ(postpone(cancelled), JobState::cancelled);
    enqueue({.deadline = Timestamp{now().milliseconds + 5000}});
    EXPECT_EQ(postpone(claim().at(0)), JobState::dead) << "it would come too late";
}

TEST_P(Jobs, CancelledBeforeTheyRunNeverRun) {
    const Uuid id = enqueue();
    EXPECT_EQ(cancel_job(*database_, workspace_, id, now()).value(), JobState::cancelled);
    EXPECT_TRUE(claim().empty());
    EXPECT_EQ(cancel_job(*database_, workspace_, id, now()).value(), JobState::cancelled) << "twice is once";
}

TEST_P(Jobs, CancelledWhileTheyRunAreToldByTheHeartbeat) {
    const Uuid id = enqueue();
    const auto held = claim().at(0);
    EXPECT_EQ(cancel_job(*database_, workspace_, id, now()).value(), JobState::running);
    EXPECT_EQ(heartbeat(held), HeartbeatAnswer::cancel);
    EXPECT_EQ(fail(held, ErrorCode::cancelled), JobState::cancelled);
}

TEST_P(Jobs, CancelledOneWhoseWorkerDiesIsCancelled) {
    const Uuid id = enqueue();
    ASSERT_EQ(claim().size(), 1U);
    ASSERT_TRUE(cancel_job(*database_, workspace_, id, now()));
    clock_.advance(Seconds{31.0});
    ASSERT_TRUE(recover_jobs(*database_, now()));
    EXPECT_EQ(job(id).state, JobState::cancelled);
}

TEST_P(Jobs, OfOthersAreNotThere) {
    const Uuid id = enqueue();
    const Uuid stranger = IdSource::random();
    EXPECT_EQ(cancel_job(*database_, stranger, id, now()).error().code, ErrorCode::not_found);
    EXPECT_EQ(retry_job(*database_, stranger, id, now()).error().code, ErrorCode::not_found);
    EXPECT_FALSE(find_job(*database_, stranger, id).value());
    EXPECT_TRUE(list_jobs(*database_, stranger, {}).value().empty());
}

TEST_P(Jobs, PastTheirDeadlineAreNotBegunAndNotRepeated) {
    const auto soon = Timestamp{now().milliseconds + 5000};
    const Uuid waits = enqueue({.run_after = Timestamp{soon.milliseconds - 1}, .deadline = soon});
    const Uuid runs = enqueue({.priority = 1, .deadline = soon});
    const auto held = claim().at(0);
    EXPECT_EQ(held.id, runs);
    EXPECT_EQ(held.deadline, soon);
    clock_.advance(Seconds{5.0});
    EXPECT_TRUE(claim().empty());
    EXPECT_EQ(heartbeat(held), HeartbeatAnswer::overdue);
    EXPECT_EQ(fail(held), JobState::dead);
    EXPECT_EQ(recover_jobs(*database_, now()).value().rows, 1);
    EXPECT_EQ(job(waits).state, JobState::dead);
    EXPECT_EQ(job(waits).error_code, "timeout");
}

TEST_P(Jobs, GivenBackCostNoAttempt) {
    const Uuid id = enqueue();
    ASSERT_TRUE(release_job(*database_, claim().at(0), now()));
    EXPECT_EQ(job(id).attempts, 0);
    EXPECT_EQ(claim().at(0).attempt, 1);
}

TEST_P(Jobs, OneIsClaimedByItsName) {
    const Uuid id = enqueue();
    enqueue();
    const ClaimOptions options{.worker = "w", .kinds = {"hear"}};
    const auto held = claim_job(*database_, workspace_, id, options, now()).value();
    ASSERT_TRUE(held);
    EXPECT_EQ(held->id, id);
    EXPECT_FALSE(claim_job(*database_, workspace_, id, options, now()).value()) << "it is taken";
    EXPECT_FALSE(claim_job(*database_, workspace_, id, {.worker = "w", .kinds = {"draw"}}, now()).value());
}

TEST_P(Jobs, AreDueOrNot) {
    const std::vector<std::string> kinds{"hear"};
    const auto due = [&] { return any_job_due(*database_, kinds, now()).value(); };
    EXPECT_FALSE(due());
    enqueue();
    EXPECT_TRUE(due());
    ASSERT_EQ(claim(1, Seconds{30.0}).size(), 1U);
    EXPECT_FALSE(due());
    clock_.advance(Seconds{30.0});
    EXPECT_TRUE(due()) << "a lease ran out";
}

TEST_P(Jobs, AreListedInPagesAndForgottenWhenOld) {
    std::vector<Uuid> ids;
    for (int i = 0; i < 5; ++i) ids.push_back(enqueue());
    const auto newest = list_jobs(*database_, workspace_, {.limit = 2}).value();
    ASSERT_EQ(newest.size(), 2U);
    EXPECT_EQ(newest[0].id, ids[4]);
    const auto next = list_jobs(*database_, workspace_,
                                {.state = JobState::queued, .kind = "hear", .before = newest[1].id, .limit = 2})
                          .value();
    ASSERT_EQ(next.size(), 2U);
    EXPECT_EQ(next[0].id, ids[2]);
    for (const auto& held : claim(3)) ASSERT_TRUE(complete_job(*database_, held, {}, now()));
    EXPECT_EQ(count_jobs(*database_).value(),
              (std::map<JobState, std::int64_t>{{JobState::queued, 2}, {JobState::succeeded, 3}}));
    EXPECT_EQ(count_open_jobs(*database_, now()).value().size(), 1U);
    EXPECT_EQ(count_open_jobs(*database_, now()).value().at("hear"), (OpenJobs{.waiting = 2}));
    EXPECT_EQ(prune_jobs(*database_, now(), 10).value(), 0);
    EXPECT_EQ(prune_jobs(*database_, {now().milliseconds + 1}, 2).value(), 2);
    EXPECT_EQ(prune_jobs(*database_, {now().milliseconds + 1}, 10).value(), 1);
    EXPECT_EQ(list_jobs(*database_, workspace_, {}).value().size(), 2U);
}

TEST_P(Jobs, NoTwoWorkersGetTheSame) {
    constexpr int kJobs = 120;
    for (int i = 0; i < kJobs; ++i) enqueue();
    const auto pool = std::move(Pool::open({.place = place()}).value());
    std::mutex mutex;
    std::set<Uuid> seen;
    int claimed = 0;
    {
        std::vector<std::jthread> workers;
        for (int w = 0; w < 4; ++w)
            workers.emplace_back([&] {
                for (;;) {
                    const auto got = in_transaction(
                        *pool,
                        [&](Database& database) {
                            return claim_jobs(database, {.worker = "w", .kinds = {"hear"}, .most = 7}, now());
                        },
                        {.intent = Transaction::Intent::queue});
                    if (!got || got->empty()) return;
                    const std::scoped_lock lock{mutex};
                    EXPECT_LE(got->size(), 7U);
                    for (const auto& one : *got) seen.insert(one.id);
                    claimed += static_cast<int>(got->size());
                }
            });
    }
    EXPECT_EQ(claimed, kJobs);
    EXPECT_EQ(seen.size(), static_cast<std::size_t>(kJobs));
}

STRATUM_ON_EVERY_ENGINE(Jobs);

TEST(RetryPause, DoublesUpToTheMostAndIsSpread) {
    const RetryPolicy policy{.first = Seconds{2.0}, .most = Seconds{10.0}};
    EXPECT_EQ(retry_pause(policy, 1, 1.0), Seconds{2.0});
    EXPECT_EQ(retry_pause(policy, 2, 1.0), Seconds{4.0});
    EXPECT_EQ(retry_pause(policy, 2, 0.0), Seconds{2.0});
    EXPECT_EQ(retry_pause(policy, 3, 1.0), Seconds{8.0});
    EXPECT_EQ(retry_pause(policy, 1000, 1.0), Seconds{10.0});
}

TEST(JobState, NamesComeBack) {
    for (const auto state :
         {JobState::queued, JobState::running, JobState::succeeded, JobState::dead, JobState::cancelled}) {
        JobState back{};
        EXPECT_TRUE(from_name(name_of(state), back));
        EXPECT_EQ(back, state);
    }
    JobState none{};
    EXPECT_FALSE(from_name("done", none));
}

}  // namespace
}  // namespace stratum::store
