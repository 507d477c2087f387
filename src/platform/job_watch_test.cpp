#include "stratum/platform/job_watch.hpp"

#include "stratum/platform/test_server.hpp"
#include "stratum/store/jobs/job_store.hpp"

namespace stratum::platform {
namespace {

class JobWatchTest : public ServerTest {
  protected:
    void SetUp() override {
        ServerTest::SetUp();
        if (!IsSkipped()) start({});
    }
    Uuid enqueue() {
        const auto queued = services_->change([&](store::Database& database) {
            return store::enqueue_job(database, ids_, {.workspace = workspace_, .kind = "sweep"}, clock_.now());
        });
        EXPECT_TRUE(queued);
        return queued->id;
    }
    void cancel(const Uuid& job) {
        EXPECT_TRUE(services_->change(
            [&](store::Database& database) { return store::cancel_job(database, workspace_, job, clock_.now()); }));
    }
};

TEST_P(JobWatchTest, TellsAFollowerEachChangeUntilTheEnd) {
    const Uuid job = enqueue();
    const auto channel = watch_->follow(workspace_, job);
    bool closed = false;
    watch_->look();
    EXPECT_NE(channel->take(closed).find(R"("state":"queued")"), std::string::npos);
    watch_->look();
    EXPECT_EQ(channel->take(closed), "");
    EXPECT_FALSE(closed);
    cancel(job);
    watch_->look();
    EXPECT_NE(channel->take(closed).find(R"("state":"cancelled")"), std::string::npos);
    EXPECT_TRUE(closed);
}

TEST_P(JobWatchTest, EndsWithAJobThatIsNotThere) {
    const auto channel = watch_->follow(workspace_, IdSource::random());
    watch_->look();
    bool closed = false;
    EXPECT_EQ(channel->take(closed), "");
    EXPECT_TRUE(closed);
}

STRATUM_ON_EVERY_ENGINE(JobWatchTest);

}  // namespace
}  // namespace stratum::platform
