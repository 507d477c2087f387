#include "stratum/platform/event_hub.hpp"

#include "stratum/platform/test_server.hpp"

namespace stratum::platform {
namespace {

class Ear final : public net::WebSocketPeer {
  public:
    bool send(std::shared_ptr<const std::string> text) override { return heard.push_back(*text), true; }
    void close(int, std::string_view) override {}
    std::vector<std::string> heard;
};

class EventHubTest : public ServerTest {
  protected:
    void SetUp() override {
        ServerTest::SetUp();
        if (!IsSkipped()) start({}, {.local_owner = true, .local_csrf = "token"}, hub_.routes());
    }
    std::unique_ptr<net::WebSocketHandler> open(const std::string& target, std::shared_ptr<Ear> ear) {
        net::Request request{.target = target, .path = "/api/v1/events", .remote = "127.0.0.1"};
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
        auto lease = pool_->read();
        hub_.publish(*store::read_events(**lease, 0, 100));
    }
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
    hub_.ping();
    EXPECT_EQ(ear->heard.back(), R"({"type":"ping"})");
}

TEST_P(EventHubTest, DoesNotOpenForAForeignPage) {
    net::Request request{.path = "/api/v1/events", .remote = "127.0.0.1"};
    request.headers = {{"Host", "localhost"}, {"Origin", "http://evil.example"}};
    auto opened = api_->plan(request).upgrade(request);
    ASSERT_NE(std::get_if<net::Response>(&opened), nullptr);
    EXPECT_EQ(std::get<net::Response>(opened).status, 403);
}

TEST(IsWanted, KnowsNamesAndFamilies) {
    EXPECT_TRUE(is_wanted("job.updated", {}));
    EXPECT_TRUE(is_wanted("job.updated", {"track.*", "job.*"}));
    EXPECT_TRUE(is_wanted("job.updated", {"job.updated"}));
    EXPECT_FALSE(is_wanted("jobs.updated", {"job.*"}));
}

STRATUM_ON_EVERY_ENGINE(EventHubTest);

}  // namespace
}  // namespace stratum::platform
