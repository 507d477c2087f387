#include "stratum/store/jobs/nats_jobs.hpp"

#include "stratum/base/os/files.hpp"
#include "stratum/base/text.hpp"
#include "stratum/store/jobs/job_store.hpp"
#include "stratum/store/jobs/jobs_schema.hpp"
#include "stratum/store/jobs/worker.hpp"
#include "stratum/store/test_engines.hpp"

#include <atomic>
#include <gtest/gtest.h>

namespace stratum::store {
namespace {

constexpr Seconds kLong{60.0};  // nobody waits so long unless something is wrong

class Nats : public testing::Test {
  protected:
    void SetUp() override {
        const char* address = std::getenv("STRATUM_TEST_NATS");
        if (address == nullptr) GTEST_SKIP() << "STRATUM_TEST_NATS names no server";
        options_.urls = address;
        if (options_.urls.starts_with("file:")) options_.urls = trim(read_text_file(options_.urls.substr(5)).value());
        options_.stream = "T" + to_hex(IdSource::random().bytes);
        pool_ = std::move(Pool::open({.place = folder_ / "jobs.db", .connections = 12}).value());
        ASSERT_TRUE(migrate(**pool_->write(), std::array{jobs_schema()}, clock_));
        ASSERT_TRUE((*pool_->write())->script("CREATE TABLE effects (job BYTEA NOT NULL)"));
    }
    [[nodiscard]] std::unique_ptr<NatsJobs> open() const { return std::move(NatsJobs::open(options_)).value(); }
    JobName enqueue() {
        const auto id = in_transaction(*pool_,
                                       [&](Database& database) -> Result<Enqueued> {
                                           return enqueue_job(database, ids_, {.workspace = workspace_, .kind = "hear"},
                                                              clock_.now());
                                       })
                            .value()
                            .id;
        return {workspace_, id};
    }
    std::unique_ptr<Worker> start(Seconds poll, std::unique_ptr<JobSource> source) {
        const auto run = [](JobContext& context) -> Result<Bytes> {
            STRATUM_TRY_VOID(context.finish([&](Database& database) -> Result<Bytes> {
                STRATUM_TRY_VOID(database.execute("INSERT INTO effects VALUES ($1)", {context.claim().id.bytes}));
                return Bytes{};
            }));
            return Bytes{};
        };
        return Worker::start({.name = "test", .threads = 2, .poll = poll}, {{.kind = "hear", .run = run}}, *pool_,
                             signal_, clock_, {}, std::move(source));
    }
    void wait_for_effects(std::int64_t wanted) {
        const auto until = clock_.steady() + kLong;
        while (clock_.steady() < until) {
            const auto seen = signal_->count();
            if ((*pool_->read())->query_one("SELECT count(*) FROM effects").value()->integer(0) >= wanted) return;
            signal_->wait(seen, Seconds{0.02});
        }
        ADD_FAILURE() << "jobs were not done";
    }

    SystemClock clock_;
    IdSource ids_{clock_};
    Uuid workspace_ = IdSource::random();
    os::TempFolder folder_ = os::TempFolder::make().value();
    std::unique_ptr<Pool> pool_;
    std::shared_ptr<Signal> signal_ = std::make_shared<Signal>();
    NatsOptions options_;
};

TEST_F(Nats, NamesEachJobToOneWorkerUntilItIsSettled) {
    const auto publisher = open();
    const JobName job{IdSource::random(), IdSource::random()};
    ASSERT_TRUE(publisher->publish(job));
    const auto worker = open();
    const auto names = worker->next(5, kLong, {});
    ASSERT_TRUE(names) << names.error().text();
    ASSERT_EQ(names->size(), 1U);
    EXPECT_EQ(names->at(0).workspace, job.workspace);
    EXPECT_EQ(names->at(0).id, job.id);
    const auto other = open();
    EXPECT_TRUE(other->next(5, Seconds{0.3}, {}).value().empty()) << "one worker has it";
    worker->settle();
    EXPECT_TRUE(worker->next(5, Seconds{0.3}, {}).value().empty());
}

TEST_F(Nats, WaitEndsWhenAskedTo) {
    std::stop_source stop;
    stop.request_stop();
    EXPECT_TRUE(open()->next(1, kLong, stop.get_token()).value().empty());
}

TEST_F(Nats, WorkersDoWhatIsNamedWithoutLookingForIt) {
    const auto publisher = open();
    const auto first = start(kLong, open());
    const auto second = start(kLong, open());
    constexpr int kJobs = 40;
    for (int i = 0; i < kJobs; ++i) ASSERT_TRUE(publisher->publish(enqueue()));
    wait_for_effects(kJobs);
    const auto row = (*pool_->read())->query_one("SELECT count(*), count(DISTINCT job) FROM effects").value();
    EXPECT_EQ(row->integer(0), kJobs);
    EXPECT_EQ(row->integer(1), kJobs);
}

TEST_F(Nats, WhatWasNeverNamedIsFoundByLooking) {
    const auto worker = start(Seconds{0.05}, open());
    enqueue();
    wait_for_effects(1);
}

TEST_F(Nats, NamesOfNothingAreSettledAndForgotten) {
    const auto publisher = open();
    ASSERT_TRUE(publisher->publish({workspace_, IdSource::random()}));
    const auto worker = start(kLong, open());
    ASSERT_TRUE(publisher->publish(enqueue()));
    wait_for_effects(1);
}

TEST_F(Nats, ServerThatIsAwayCostsOnlyTime) {
    NatsOptions nowhere = options_;
    nowhere.urls = "nats://127.0.0.1:1";
    nowhere.patience = Seconds{0.2};
    auto source = NatsJobs::open(nowhere);
    ASSERT_TRUE(source) << source.error().text();
    EXPECT_EQ((*source)->publish({workspace_, IdSource::random()}).error().code, ErrorCode::io);
    enqueue();
    const auto worker = start(Seconds{0.05}, std::move(*source));
    enqueue();
    wait_for_effects(2);
}

TEST(DispatchAddress, ThatMakesNoSenseIsRefused) {
    EXPECT_EQ(NatsJobs::open({.urls = ""}).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(NatsJobs::open({.urls = "nats://"}).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(NatsJobs::open({.urls = "http://ann:s3cret@x"}).error().text().find("s3cret"), std::string::npos);
    EXPECT_EQ(NatsJobs::open({.urls = "nats://127.0.0.1:1", .stream = "a.b"}).error().code,
              ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace stratum::store
