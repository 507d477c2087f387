#include "stratum/platform/event_hub.hpp"

#include "stratum/account/api_keys.hpp"
#include "stratum/account/personal_data.hpp"
#include "stratum/account/roles.hpp"
#include "stratum/account/sessions.hpp"
#include "stratum/account/workspaces.hpp"
#include "stratum/platform/test_server.hpp"

namespace stratum::platform {
namespace {

class Ear final : public net::WebSocketPeer {
  public:
    bool send(std::shared_ptr<const std::string> text) override { return heard.push_back(*text), true; }
    void close(int code, std::string_view) override { closed = code; }
    std::vector<std::string> heard;
    int closed = 0;
};

class EventHubTest : public ServerTest {
  protected:
    void SetUp() override {
        ServerTest::SetUp();
        if (!IsSkipped()) start({}, {.local_owner = true, .local_csrf = "token"}, hub_.routes());
    }
    std::unique_ptr<net::WebSocketHandler> open(const std::string& target, std::shared_ptr<Ear> ear,
                                                net::Headers headers = {}) {
        net::Request request{.target = target, .path = "/api/v1/events", .remote = "127.0.0.1"};
        request.headers = std::move(headers);
        request.headers.set("Host", "localhost");
        if (target.find('?') != std::string::npos)
            request.query = net::Query::parse(target.substr(target.find('?') + 1)).value();
        auto opened = api_->plan(request).upgrade(request);
        auto* handler = std::get_if<0>(&opened);
        EXPECT_NE(handler, nullptr);
        if (handler == nullptr) return nullptr;
        (*handler)->opened(std::move(ear));
        return std::move(*handler);
    }
    Uuid tell(const Uuid& workspace, const std::string& kind) {
        auto id = store::in_transaction(*pool_, [&](store::Database& database) {
            return store::append_event(database, ids_, {workspace, kind, "", R"({"n":1})", ""}, clock_.now());
        });
        EXPECT_TRUE(store::in_transaction(*pool_,
                                          [&](store::Database& database) { return store::number_events(database); },
                                          {.intent = store::Transaction::Intent::queue}));
        return *id;
    }
    void publish_all() {
        std::vector<store::StoredEvent> events;
        {
            auto lease = pool_->read();
            events = *store::read_events(**lease, published_, 100);
        }
        if (!events.empty()) published_ = events.back().position;
        const auto published = hub_.publish(events);
        EXPECT_TRUE(published) << published.error().text();
    }

    std::int64_t published_ = 0;  ///< Up to there.
};

TEST_P(EventHubTest, GreetsAndTellsWhatHappensInOnesOwnWorkspace) {
    const auto ear = std::make_shared<Ear>();
    const auto socket = open("/api/v1/events", ear);
    ASSERT_TRUE(socket);
    EXPECT_EQ(hub_.listeners(), 1U);
    ASSERT_EQ(ear->heard.size(), 1U);
    EXPECT_NE(ear->heard[0].find(R"("type":"hello")"), std::string::npos);
    tell(workspace_, "track.added");
    tell(IdSource::random(), "track.added");
    publish_all();
    ASSERT_EQ(ear->heard.size(), 2U);
    EXPECT_NE(ear->heard[1].find(R"("name":"track.added")"), std::string::npos);
    EXPECT_NE(ear->heard[1].find(R"("data":{"n":1})"), std::string::npos);
    socket->closed();
    EXPECT_EQ(hub_.listeners(), 0U);
}

TEST_P(EventHubTest, CatchesUpWithWhatWasMissedAndTellsNothingTwice) {
    const Uuid first = tell(workspace_, "track.added");
    tell(workspace_, "track.updated");
    const auto ear = std::make_shared<Ear>();
    const auto socket = open("/api/v1/events?since=" + to_text(first), ear);
    ASSERT_EQ(ear->heard.size(), 2U);
    EXPECT_NE(ear->heard[1].find("track.updated"), std::string::npos);
    publish_all();
    EXPECT_EQ(ear->heard.size(), 2U);
}

TEST_P(EventHubTest, SaysWhenWhatWasMissedIsNotKnownAnyMore) {
    const auto ear = std::make_shared<Ear>();
    const auto socket = open("/api/v1/events?since=" + to_text(IdSource::random()), ear);
    ASSERT_EQ(ear->heard.size(), 2U);
    EXPECT_EQ(ear->heard[1], R"({"type":"gap"})");
}

TEST_P(EventHubTest, TellsOnlyWhatWasSubscribedTo) {
    const auto ear = std::make_shared<Ear>();
    const auto socket = open("/api/v1/events", ear);
    socket->message(R"({"type":"subscribe","names":["job.*"]})");
    socket->message("nonsense");
    tell(workspace_, "track.added");
    tell(workspace_, "job.updated");
    publish_all();
    ASSERT_EQ(ear->heard.size(), 2U);
    EXPECT_NE(ear->heard[1].find("job.updated"), std::string::npos);
    ASSERT_TRUE(hub_.ping());
    EXPECT_EQ(ear->heard.back(), R"({"type":"ping"})");
}

TEST_P(EventHubTest, DoesNotOpenForAForeignPage) {
    net::Request request{.path = "/api/v1/events", .remote = "127.0.0.1"};
    request.headers = {{"Host", "localhost"}, {"Origin", "http://evil.example"}};
    auto opened = api_->plan(request).upgrade(request);
    ASSERT_NE(std::get_if<net::Response>(&opened), nullptr);
    EXPECT_EQ(std::get<net::Response>(opened).status, 403);
}

/// Two people in the workspace, each with an open socket, and one of them with a key that has one, too.
class EventRights : public EventHubTest {
  protected:
    void SetUp() override {
        EventHubTest::SetUp();
        if (IsSkipped() || HasFatalFailure()) return;
        change([&](store::Database& db) -> Result<void> {
            const auto system = as(account::system_actor());
            STRATUM_TRY_VOID(account::save_role(db, system, workspace_, "listener", "", {"events.read"}));
            for (auto& person : {&owner_, &member_}) {
                STRATUM_TRY(person->user, account::create_user(db, system, {.email = person->name + "@example.org"}));
                STRATUM_TRY_VOID(account::add_member(db, system, workspace_, person->user,
                                                     person == &owner_ ? "owner" : "listener"));
                STRATUM_TRY(const auto session,
                            account::start_session(db, system, person->user, account::SessionState::active, "a test"));
                person->session = session.id;
                person->login = {{"Cookie", "stratum_session=" + session.token}};
            }
            STRATUM_TRY(const auto key, account::create_api_key(
                                            db, as({.kind = account::ActorKind::session, .user = member_.user}),
                                            workspace_, {.name = "k", .scopes = {"events.read"}, .expires_at = {}}));
            key_ = key.id;
            program_.login = {{"Authorization", "Bearer " + key.key}};
            return {};
        });
        for (auto* listener : {&owner_, &member_, &program_})
            listener->socket = open("/api/v1/events", listener->ear, listener->login);
        ASSERT_EQ(hub_.listeners(), 3U);
    }
    account::Call as(const account::Actor& actor) {
        return {.actor = actor,
                .address = {},
                .now = clock_.now(),
                .ids = ids_,
                .permissions = *catalogue_,
                .policy = policy_};
    }
    void change(const std::function<Result<void>(store::Database&)>& work) {
        const auto changed = store::in_transaction(*pool_, work);
        ASSERT_TRUE(changed) << changed.error().text();
    }
    /// After as long as a look at rights counts for.
    void something_happens() {
        clock_.advance(Seconds{2.0});
        tell(workspace_, "track.added");
        publish_all();
    }

    struct Person {
        std::string name;
        Uuid user{};
        Uuid session{};
        net::Headers login{};
        std::shared_ptr<Ear> ear = std::make_shared<Ear>();
        std::unique_ptr<net::WebSocketHandler> socket{};
        [[nodiscard]] std::size_t heard(std::string_view event) const {
            return static_cast<std::size_t>(std::ranges::count_if(
                ear->heard, [&](const std::string& text) { return text.find(event) != std::string::npos; }));
        }
    };
    Person owner_{"owner"};
    Person member_{"member"};
    Person program_{"program"};  ///< With a key of the member.
    Uuid key_{};
};

TEST_P(EventRights, LastAsLongAsTheyAreHeld) {
    something_happens();
    something_happens();
    for (const auto* listener : {&owner_, &member_, &program_}) {
        EXPECT_GE(listener->heard("track.added"), 2U) << listener->name;
        EXPECT_EQ(listener->ear->closed, 0) << listener->name;
    }
    EXPECT_EQ(hub_.listeners(), 3U);
}

TEST_P(EventRights, EndWithMembershipBeforeAnotherWordIsHeard) {
    change([&](store::Database& db) {
        return account::remove_member(db, as(account::system_actor()), workspace_, member_.user);
    });
    tell(workspace_, "track.added");
    publish_all();
    EXPECT_EQ(owner_.heard("member.removed"), 1U);
    EXPECT_EQ(owner_.heard("track.added"), 1U);
    EXPECT_EQ(member_.heard("track.added") + member_.heard("member.removed"), 0U);
    EXPECT_EQ(member_.ear->closed, 4403);
    EXPECT_EQ(program_.heard("track.added"), 0U);
    EXPECT_EQ(program_.ear->closed, 4401);  // its key was revoked with the membership
    EXPECT_EQ(owner_.ear->closed, 0);
    EXPECT_EQ(hub_.listeners(), 1U);
}

TEST_P(EventRights, EndWithTheRoleThatHeldThem) {
    change([&](store::Database& db) {
        return account::save_role(db, as(account::system_actor()), workspace_, "listener", "", {"people.read"});
    });
    tell(workspace_, "track.added");
    publish_all();
    EXPECT_EQ(member_.heard("track.added"), 0U);
    EXPECT_EQ(member_.ear->closed, 4403);
    EXPECT_EQ(program_.ear->closed, 4403);
    EXPECT_EQ(owner_.heard("track.added"), 1U);
}

TEST_P(EventRights, EndWithTheSession) {
    change([&](store::Database& db) {
        return account::end_session(db, as(account::system_actor()), member_.user, member_.session);
    });
    something_happens();
    EXPECT_EQ(member_.heard("track.added"), 0U);
    EXPECT_EQ(member_.ear->closed, 4401);
    EXPECT_EQ(program_.heard("track.added"), 1U);
    EXPECT_EQ(owner_.heard("track.added"), 1U);
}

TEST_P(EventRights, EndWithTheKey) {
    change([&](store::Database& db) {
        return account::revoke_api_key(db, as(account::system_actor()), workspace_, key_);
    });
    something_happens();
    EXPECT_EQ(program_.heard("track.added"), 0U);
    EXPECT_EQ(program_.ear->closed, 4401);
    EXPECT_EQ(member_.heard("track.added"), 1U);
}

TEST_P(EventRights, EndWhenThePersonIsLockedOrErased) {
    change([&](store::Database& db) { return account::lock_user(db, as(account::system_actor()), member_.user); });
    something_happens();
    EXPECT_EQ(member_.ear->closed, 4401);
    EXPECT_EQ(program_.ear->closed, 4401);
    const Uuid heir = member_.user;
    change([&](store::Database& db) -> Result<void> {
        STRATUM_TRY_VOID(account::unlock_user(db, as(account::system_actor()), heir));
        STRATUM_TRY_VOID(account::change_role(db, as(account::system_actor()), workspace_, heir, "owner"));
        STRATUM_TRY_VOID(account::erase_user(db, as(account::system_actor()), owner_.user));
        return {};
    });
    tell(workspace_, "track.updated");
    publish_all();
    EXPECT_EQ(owner_.heard("track.updated"), 0U);
    EXPECT_EQ(owner_.ear->closed, 4401);
    EXPECT_EQ(hub_.listeners(), 0U);
}

TEST_P(EventRights, AreLookedAtAlsoWhereNothingHappens) {
    change([&](store::Database& db) { return account::end_sessions(db, member_.user); });
    clock_.advance(Seconds{20.0});
    ASSERT_TRUE(hub_.ping());
    EXPECT_EQ(member_.ear->closed, 4401);
    EXPECT_EQ(member_.heard("ping"), 0U);
    EXPECT_EQ(owner_.heard("ping"), 1U);
    // A session that nobody uses ends by itself.
    clock_.advance(policy_.session_idle);
    ASSERT_TRUE(hub_.ping());
    EXPECT_EQ(owner_.ear->closed, 4401);
    EXPECT_EQ(hub_.listeners(), 1U);
}

TEST_P(EventRights, AreLookedAtOnceForAWhile) {
    something_happens();
    change([&](store::Database& db) { return account::end_sessions(db, member_.user); });
    clock_.advance(Seconds{1.0});
    tell(workspace_, "track.updated");
    publish_all();
    EXPECT_EQ(member_.heard("track.updated"), 1U);
    EXPECT_EQ(member_.ear->closed, 0);
}

TEST_P(EventRights, ThatCanNotBeLookedAtKeepEventsBackForLater) {
    clock_.advance(Seconds{2.0});
    tell(workspace_, "track.added");
    change([&](store::Database& db) -> Result<void> {
        STRATUM_TRY_VOID(db.execute("ALTER TABLE sessions RENAME TO sessions_away"));
        return {};
    });
    std::vector<store::StoredEvent> events;
    {
        auto lease = pool_->read();
        events = *store::read_events(**lease, 0, 100);
    }
    EXPECT_FALSE(hub_.publish(events));
    EXPECT_EQ(owner_.heard("track.added"), 0U);
    change([&](store::Database& db) -> Result<void> {
        STRATUM_TRY_VOID(db.execute("ALTER TABLE sessions_away RENAME TO sessions"));
        return {};
    });
    publish_all();
    EXPECT_EQ(owner_.heard("track.added"), 1U);
    EXPECT_EQ(hub_.listeners(), 3U);
}

TEST(IsWanted, KnowsNamesAndFamilies) {
    EXPECT_TRUE(is_wanted("job.updated", {}));
    EXPECT_TRUE(is_wanted("job.updated", {"track.*", "job.*"}));
    EXPECT_TRUE(is_wanted("job.updated", {"job.updated"}));
    EXPECT_FALSE(is_wanted("jobs.updated", {"job.*"}));
}

STRATUM_ON_EVERY_ENGINE(EventHubTest);
STRATUM_ON_EVERY_ENGINE(EventRights);

}  // namespace
}  // namespace stratum::platform
