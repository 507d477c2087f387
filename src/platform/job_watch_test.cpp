#include "stratum/platform/job_watch.hpp"

#include "stratum/account/sessions.hpp"
#include "stratum/account/workspaces.hpp"
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
    /// As the owner of this computer would.
    std::shared_ptr<net::EventChannel> follow(const Uuid& job,
                                              const account::Actor& actor = {.kind = account::ActorKind::local_owner}) {
        net::Request request;
        const Call call{
            .request = request, .services = *services_, .actor = actor, .workspace = workspace_, .now = clock_.now()};
        return watch_->follow(std::make_shared<Admission>(call, "events.read"), job);
    }
    void cancel(const Uuid& job) {
        EXPECT_TRUE(services_->change(
            [&](store::Database& database) { return store::cancel_job(database, workspace_, job, clock_.now()); }));
    }
};

TEST_P(JobWatchTest, TellsAFollowerEachChangeUntilTheEnd) {
    const Uuid job = enqueue();
    const auto channel = follow(job);
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
    const auto channel = follow(IdSource::random());
    watch_->look();
    bool closed = false;
    EXPECT_EQ(channel->take(closed), "");
    EXPECT_TRUE(closed);
}

TEST_P(JobWatchTest, EndsForWhoMayNotReadItAnyMore) {
    const auto person = services_->change([&](store::Database& database) -> Result<account::Actor> {
        const account::Call call{.actor = account::system_actor(),
                                 .address = {},
                                 .now = clock_.now(),
                                 .ids = ids_,
                                 .permissions = *catalogue_,
                                 .policy = policy_};
        STRATUM_TRY(const Uuid user, account::create_user(database, call, {.email = "ann@example.org"}));
        STRATUM_TRY_VOID(account::add_member(database, call, workspace_, user, "viewer"));
        STRATUM_TRY(const auto session,
                    account::start_session(database, call, user, account::SessionState::active, ""));
        return account::Actor{.kind = account::ActorKind::session, .user = user, .session = session.id};
    });
    ASSERT_TRUE(person) << person.error().text();
    const Uuid job = enqueue();
    const auto channel = follow(job, *person);
    bool closed = false;
    clock_.advance(Admission::kCounts);
    watch_->look();
    EXPECT_NE(channel->take(closed), "");
    EXPECT_FALSE(closed);
    ASSERT_TRUE(services_->change([&](store::Database& db) { return account::end_sessions(db, person->user); }));
    clock_.advance(Admission::kCounts);
    cancel(job);
    watch_->look();
    EXPECT_EQ(channel->take(closed), "");
    EXPECT_TRUE(closed);
}

STRATUM_ON_EVERY_ENGINE(JobWatchTest);

}  // namespace
}  // namespace stratum::platform
