#include "stratum/platform/api.hpp"

#include "stratum/account/api_keys.hpp"
#include "stratum/account/sessions.hpp"
#include "stratum/account/workspaces.hpp"
#include "stratum/platform/answers.hpp"
#include "stratum/platform/loopback.hpp"
#include "stratum/platform/status.hpp"
#include "stratum/platform/test_server.hpp"

#include <chrono>
#include <mutex>
#include <semaphore>

namespace stratum::platform {
namespace {

struct Wish {
    std::string name;
};
template <class V>
void describe(V& v, Wish& x) {
    v.field("name", x.name);
}

int made = 0;  // by the feature of these tests

Feature sample() {
    using net::Method;
    made = 0;
    return {.name = "sample",
            .permissions = {{"things.read", "look at things", account::Tag::read},
                            {"things.write", "change things", account::Tag::contribute}},
            .routes = {
                {.method = Method::get,
                 .path = "/api/v1/open",
                 .permission = "public",
                 .handle = [](Call& call) -> Answer { return json(200, std::string{name_of(call.actor.kind)}); }},
                {.method = Method::get,
                 .path = "/api/v1/csrf",
                 .permission = "public",
                 .handle = [](Call& call) -> Answer { return json(200, call.csrf); }},
                {.method = Method::get,
                 .path = "/api/v1/me",
                 .permission = "self",
                 .handle = [](Call&) -> Answer { return nothing(); }},
                {.method = Method::get,
                 .path = "/api/v1/things/{id}",
                 .permission = "things.read",
                 .query = {{"least"}},
                 .handle = [](Call& call) -> Answer {
                     STRATUM_TRY(const Uuid id, id_in_path(call));
                     STRATUM_TRY_VOID(number_parameter(call, "least", 0, 10));
                     if (auto same = unchanged(call, "\"7\"")) return std::move(*same);
                     auto response = json(200, to_text(id));
                     response.headers.set("ETag", "\"7\"");
                     return response;
                 }},
                {.method = Method::post,
                 .path = "/api/v1/things",
                 .permission = "things.write",
                 .handle = [](Call& call) -> Answer {
                     STRATUM_TRY(const Wish wish, body_as<Wish>(call));
                     if (auto wrong = outdated(call, "\"7\"")) return std::move(*wrong);
                     ++made;
                     auto response = json(201, wish.name + std::to_string(made));
                     response.headers.set("Location", "/api/v1/things/1");
                     return response;
                 },
                 .idempotent = true},
                {.method = Method::get,
                 .path = "/api/v1/breaks",
                 .permission = "public",
                 .handle = [](Call&) -> Answer { return error(ErrorCode::internal, "a secret"); }},
            }};
}

/// Keeps what is logged.
class KeptLog final : public LogSink {
  public:
    [[nodiscard]] bool takes(LogLevel) const override { return true; }
    void write(LogLevel level, std::string_view message, LogFields) const override {
        const std::scoped_lock lock{mutex_};
        lines_.emplace_back(level, message);
    }
    [[nodiscard]] std::vector<std::pair<LogLevel, std::string>> lines() const {
        const std::scoped_lock lock{mutex_};
        return lines_;
    }

  private:
    mutable std::mutex mutex_;
    mutable std::vector<std::pair<LogLevel, std::string>> lines_;
};

class ApiTest : public ServerTest {
  protected:
    net::Response ask_from(const std::string& remote, const std::string& path, net::Headers headers = {}) {
        net::Request request{.method = net::Method::get, .target = path, .path = path, .remote = remote};
        request.headers = std::move(headers);
        request.headers.set("Host", "music.example.org");
        const net::Plan plan = api_->plan(request);
        return plan.handle(request);
    }
    account::Call as(const account::Actor& actor) {
        return {.actor = actor,
                .address = {},
                .now = clock_.now(),
                .ids = ids_,
                .permissions = *catalogue_,
                .policy = policy_};
    }
    /// The headers of an API key that may look at things, and of a session, both of one person.
    std::pair<net::Headers, net::Headers> credentials() {
        return services_
            ->change([&](store::Database& db) -> Result<std::pair<net::Headers, net::Headers>> {
                const auto system = as(account::system_actor());
                STRATUM_TRY(const Uuid user, account::create_user(db, system, {.email = "ann@example.org"}));
                STRATUM_TRY_VOID(account::add_member(db, system, workspace_, user, "owner"));
                STRATUM_TRY(const auto session,
                            account::start_session(db, system, user, account::SessionState::active, "a test"));
                STRATUM_TRY(const auto key, account::create_api_key(
                                                db, as({.kind = account::ActorKind::session, .user = user}), workspace_,
                                                {.name = "a key", .scopes = {"things.read"}, .expires_at = {}}));
                return std::pair{net::Headers{{"Authorization", "Bearer " + key.key}},
                                 net::Headers{{"Cookie", "stratum_session=" + session.token}}};
            })
            .value();
    }
};

constexpr auto* kThing = "/api/v1/things/018f3c2e-7b1a-7c3d-9e4f-0123456789ab";

TEST_P(ApiTest, TakesWhoeverAsksFromThisComputerForTheOwner) {
    start({sample()});
    EXPECT_EQ(get("/api/v1/open").body, "\"local_owner\"");
    EXPECT_EQ(get("/api/v1/me").status, 204);
    EXPECT_EQ(get("/api/v1/csrf").body, "\"token\"");
    EXPECT_EQ(get(kThing).status, 200);
    EXPECT_EQ(get(kThing, {{"Stratum-Workspace", "018f3c2e-7b1a-7c3d-9e4f-0123456789ab"}}).status, 404);
}

TEST_P(ApiTest, DoesNotTakeAForeignNameOfThisComputerForItself) {
    // A page of evil.example whose name suddenly means 127.0.0.1.
    start({sample()});
    const auto reply = get(kThing, {{"Host", "evil.example:8080"}});
    EXPECT_EQ(reply.status, 401);
    EXPECT_EQ(reply.json().text("code"), "unauthenticated");
}

TEST_P(ApiTest, DoesNotTakeWhoeverComesThroughAProxyForThisComputer) {
    // A proxy on this computer that keeps neither the name nor the address of who asks.
    start({sample()});
    for (const char* field : {"X-Forwarded-For", "X-Real-IP", "X-Forwarded-Host", "Forwarded", "Via"})
        EXPECT_EQ(get(kThing, {{field, "127.0.0.1"}}).status, 401) << field;
    EXPECT_EQ(get(kThing).status, 200);
}

TEST(NamesThisComputer, IsSaidOfNamesThatNobodyElseCanHave) {
    for (const char* host : {"localhost", "LOCALHOST:8080", "app.localhost:80", "127.0.0.1:9", "[::1]", "[::1]:8080"})
        EXPECT_TRUE(names_this_computer(host)) << host;
    for (const char* host : {"", "localhost.evil.example", "127.0.0.1.evil.example", "music.example.org:443", "[::2]:1",
                             "[::1].evil.example"})
        EXPECT_FALSE(names_this_computer(host)) << host;
    EXPECT_TRUE(leads_to_this_computer("http://localhost:8080"));
    EXPECT_TRUE(leads_to_this_computer("https://[::1]/music"));
    EXPECT_FALSE(leads_to_this_computer("https://music.example.org"));
    EXPECT_FALSE(leads_to_this_computer("https://music.example.org/?http://localhost"));
    EXPECT_FALSE(leads_to_this_computer("localhost"));
}

TEST_P(ApiTest, DeniesByDefault) {
    start({sample()}, {});
    EXPECT_EQ(get("/api/v1/open").body, "\"anonymous\"");
    EXPECT_EQ(get("/api/v1/csrf").body, "\"\"");
    EXPECT_EQ(get("/api/v1/me").status, 401);
    EXPECT_EQ(get(kThing).status, 401);
    EXPECT_EQ(post("/api/v1/things", R"({"name":"a"})").status, 401);
    EXPECT_EQ(get(kThing, {{"Authorization", "Bearer stk_wrong"}}).json().text("code"), "unauthenticated");
    EXPECT_EQ(get(kThing, {{"Cookie", "stratum_session=wrong"}}).status, 401);
}

TEST_P(ApiTest, RefusesChangesThatAForeignPageSends) {
    start({sample()});
    const std::string body = R"({"name":"a"})";
    EXPECT_EQ(post("/api/v1/things", body, {{"Origin", "http://evil.example"}}).json().text("code"), "csrf");
    EXPECT_EQ(post("/api/v1/things", body, {{"Sec-Fetch-Site", "cross-site"}, {"Stratum-Csrf", "token"}}).status, 403);
    EXPECT_EQ(post("/api/v1/things", body, {{"Origin", "http://localhost:8080"}}).status, 403);
    EXPECT_EQ(made, 0);
    EXPECT_EQ(post("/api/v1/things", body, {{"Origin", "http://localhost:8080"}, {"Stratum-Csrf", "token"}}).status,
              201);
    EXPECT_EQ(post("/api/v1/things", body).status, 201);  // a program on this computer
}

TEST_P(ApiTest, TellsWhatIsWrongWithARequest) {
    start({sample()});
    EXPECT_EQ(get("/api/v1/nothing").json().text("code"), "not_found");
    const auto method = send(net::Method::delete_, "/api/v1/things");
    EXPECT_EQ(method.status, 405);
    EXPECT_EQ(method.headers.get("Allow"), "POST");
    EXPECT_EQ(get("/api/v1/things/7").status, 404);
    EXPECT_EQ(get(std::string{kThing} + "?least=11").status, 400);
    EXPECT_EQ(get(std::string{kThing} + "?most=1").json().text("hint"), "there are: least");
    EXPECT_EQ(get("/api/v1/me?nope").status, 400);
    EXPECT_EQ(get("/api/v1/open?nope").status, 400);
    EXPECT_EQ(post("/api/v1/things", "{").status, 400);
    EXPECT_EQ(post("/api/v1/things", R"({"nmae":"a"})").status, 422);
    EXPECT_EQ(post("/api/v1/things", "name=a", {{"Content-Type", "application/x-www-form-urlencoded"}}).status, 415);
    EXPECT_EQ(get(kThing, {{"Stratum-Workspace", "mine"}}).status, 400);
    const auto internal = get("/api/v1/breaks");
    EXPECT_EQ(internal.status, 500);
    EXPECT_EQ(internal.body.find("secret"), std::string::npos);
    EXPECT_EQ(internal.json().text("instance"), internal.headers.get("X-Request-Id"));
}

TEST_P(ApiTest, GivesTheFirstAnswerAgainToARepeatedPost) {
    start({sample()});
    const net::Headers key{{"Idempotency-Key", "k-1"}};
    const auto first = post("/api/v1/things", R"({"name":"a"})", key);
    const auto second = post("/api/v1/things", R"({"name":"a"})", key);
    EXPECT_EQ(first.status, 201);
    EXPECT_EQ(second.status, 201);
    EXPECT_EQ(second.body, first.body);
    EXPECT_EQ(second.headers.get("Location"), "/api/v1/things/1");
    EXPECT_EQ(second.headers.get("Idempotency-Replayed"), "true");
    EXPECT_EQ(made, 1);
    EXPECT_EQ(post("/api/v1/things", R"({"name":"b"})", key).status, 422);
    EXPECT_EQ(post("/api/v1/things", R"({"name":"b"})", {{"Idempotency-Key", ""}}).status, 400);
    clock_.advance(Seconds{25.0 * 3600});
    EXPECT_EQ(post("/api/v1/things", R"({"name":"b"})", key).status, 201);
}

TEST_P(ApiTest, AnswersConditionalRequests) {
    start({sample()});
    EXPECT_EQ(get(kThing).headers.get("ETag"), "\"7\"");
    EXPECT_EQ(get(kThing, {{"If-None-Match", "\"6\", W/\"7\""}}).status, 304);
    EXPECT_EQ(get(kThing, {{"If-None-Match", "\"6\""}}).status, 200);
    EXPECT_EQ(post("/api/v1/things", R"({"name":"a"})", {{"If-Match", "\"6\""}}).json().text("code"),
              "precondition_failed");
    const auto when = [&](const char* tag) {
        return post("/api/v1/things", R"({"name":"a"})", {{"If-Match", tag}}).status;
    };
    EXPECT_EQ(when("\"7\""), 201);
    EXPECT_EQ(when("\"6\", \"7-gzip\""), 201) << "as it came packed";
    EXPECT_EQ(when("*"), 201);
    EXPECT_EQ(when("W/\"7\""), 412);
    EXPECT_EQ(when(""), 400);
    EXPECT_EQ(when(" "), 400);
}

TEST_P(ApiTest, TellsAllThatIsWrongWithABody) {
    start({sample()});
    for (const net::Headers& headers : {net::Headers{}, net::Headers{{"Idempotency-Key", "k"}}}) {
        const auto refused = post("/api/v1/things", R"({"nam":"x"})", headers);
        EXPECT_EQ(refused.status, 422);
        const auto json = refused.json();
        EXPECT_NE(json.text("detail").find("\"nam\""), std::string::npos) << refused.body;
        ASSERT_NE(json.find("errors"), nullptr) << refused.body;
        const auto& errors = *json.find("errors")->array();
        ASSERT_EQ(errors.size(), 2U);
        EXPECT_EQ(errors[0].text("pointer"), "/nam");
        EXPECT_EQ(errors[1].text("pointer"), "/name");
        EXPECT_FALSE(errors[1].text("detail").empty());
    }
    EXPECT_EQ(post("/api/v1/things", R"({"name":"a\u0000b"})").status, 422);
}

TEST_P(ApiTest, LimitsHowOftenSomebodyAsks) {
    start({sample()}, {.anonymous = {.burst = 2, .per_second = 1.0}});
    const auto first = get("/api/v1/open");
    EXPECT_EQ(first.headers.get("RateLimit"), "\"default\";r=1;t=1");
    EXPECT_EQ(first.headers.get("RateLimit-Policy"), "\"default\";q=2;w=2");
    EXPECT_EQ(get("/api/v1/open").status, 200);
    const auto refused = get("/api/v1/open");
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.headers.get("Retry-After"), "1");
    clock_.advance(Seconds{1.0});
    EXPECT_EQ(get("/api/v1/open").status, 200);
}

TEST_P(ApiTest, TellsTheWindowOfTheRuleThatCounts) {
    start({sample()}, {});
    EXPECT_EQ(ask_from("203.0.113.9", "/api/v1/open").headers.get("RateLimit-Policy"), "\"default\";q=120;w=30");
    const auto [key, session] = credentials();
    EXPECT_EQ(ask_from("203.0.113.9", kThing, key).headers.get("RateLimit-Policy"), "\"default\";q=600;w=10");
}

TEST_P(ApiTest, CountsWhoeverAsksBySubscriberAndNotByAddress) {
    start({sample()}, {.anonymous = {.burst = 2, .per_second = 1.0}});
    const auto status = [this](const char* remote) { return ask_from(remote, "/api/v1/open").status; };
    EXPECT_EQ(status("2001:db8:1:2::1"), 200);
    EXPECT_EQ(status("2001:db8:1:2:ffff::9"), 200);
    EXPECT_EQ(status("2001:db8:1:2:1234::"), 429);
    EXPECT_EQ(status("2001:db8:1:3::1"), 200);
    EXPECT_EQ(status("203.0.113.9"), 200);
    EXPECT_EQ(status("::ffff:203.0.113.9"), 200);
    EXPECT_EQ(status("203.0.113.9"), 429);
}

TEST_P(ApiTest, LimitsWrongLoginsOfAnAddressAndNobodyWithAGoodOne) {
    start({sample()}, {.wrong_logins = {.burst = 3, .per_second = 0.5, .name = "wrong-logins"}});
    const auto [key, session] = credentials();
    const net::Headers wrong{{"Authorization", "Bearer stk_wrong"}};
    const net::Headers stale{{"Cookie", "stratum_session=wrong"}};
    EXPECT_EQ(ask_from("203.0.113.9", kThing, wrong).status, 401);
    EXPECT_EQ(ask_from("203.0.113.9", "/api/v1/me", stale).status, 401);
    EXPECT_EQ(ask_from("203.0.113.9", kThing, stale).status, 401);
    for (const auto& headers : {wrong, stale}) {
        const auto refused = ask_from("203.0.113.9", kThing, headers);
        EXPECT_EQ(refused.status, 429);
        EXPECT_EQ(refused.headers.get("Retry-After"), "2");
        EXPECT_EQ(refused.headers.get("RateLimit-Policy"), "\"wrong-logins\";q=3;w=6");
    }
    EXPECT_EQ(ask_from("203.0.113.9", "/api/v1/me", wrong).status, 429);
    // Others of this address, those with a good one, and who goes to sign in with an old cookie.
    EXPECT_EQ(ask_from("203.0.113.9", kThing, key).status, 200);
    EXPECT_EQ(ask_from("203.0.113.9", kThing, session).status, 200);
    EXPECT_EQ(ask_from("203.0.113.9", "/api/v1/open", stale).status, 200);
    EXPECT_EQ(ask_from("203.0.113.9", kThing).status, 401);
    EXPECT_EQ(ask_from("203.0.113.8", kThing, wrong).status, 401);
    clock_.advance(Seconds{2.0});
    EXPECT_EQ(ask_from("203.0.113.9", kThing, wrong).status, 401);
    EXPECT_EQ(ask_from("203.0.113.9", kThing, wrong).status, 429);
}

TEST_P(ApiTest, LogsNoErrorForWhatAClientDidWrong) {
    start({sample()}, {});
    const auto log = std::make_shared<KeptLog>();
    services_->log = Logger{log};
    auto [key, session] = credentials();
    key.set("Stratum-Workspace", "nonsense");
    EXPECT_EQ(ask_from("203.0.113.9", kThing, key).status, 400);
    key.set("Stratum-Workspace", "018f3c2e-7b1a-7c3d-9e4f-0123456789ab");
    EXPECT_EQ(ask_from("203.0.113.9", kThing, key).status, 404);
    EXPECT_TRUE(std::ranges::all_of(log->lines(), [](const auto& line) { return line.first < LogLevel::warning; }));
    EXPECT_EQ(ask_from("203.0.113.9", "/api/v1/breaks").status, 500);
    EXPECT_TRUE(std::ranges::any_of(log->lines(), [](const auto& line) { return line.first == LogLevel::error; }));
}

TEST_P(ApiTest, SendsHeadersThatKeepBrowsersSafe) {
    start({sample()});
    const auto reply = get("/api/v1/open");
    EXPECT_EQ(reply.headers.get("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(reply.headers.get("Cache-Control"), "no-store");
    EXPECT_NE(reply.headers.get("Content-Security-Policy").find("default-src 'none'"), std::string::npos);
    EXPECT_EQ(reply.headers.find("Strict-Transport-Security"), nullptr);
}

TEST_P(ApiTest, TellsWhetherItCanWork) {
    start({}, {}, status_routes(metrics_, {{"good", []() -> Result<void> { return {}; }}}, "key"));
    EXPECT_EQ(get("/healthz").body, R"({"status":"ok"})");
    EXPECT_EQ(get("/readyz").status, 200);
    EXPECT_EQ(get("/metrics").status, 200);
    start({}, {},
          status_routes(metrics_, {{"bad", []() -> Result<void> { return error(ErrorCode::io, "gone"); }}}, ""));
    const auto failing = get("/readyz");
    EXPECT_EQ(failing.status, 503);
    EXPECT_EQ(failing.body, R"({"status":"failing","parts":[{"name":"bad","ok":false,"detail":"io"}]})");
    // A disk that is full is told, and what is on it can still be read.
    start(
        {}, {},
        status_routes(metrics_, {{"blobs", []() -> Result<void> { return error(ErrorCode::no_space, "full"); }}}, ""));
    const auto full = get("/readyz");
    EXPECT_EQ(full.status, 200);
    EXPECT_EQ(full.body, R"({"status":"ok","parts":[{"name":"blobs","ok":false,"detail":"no_space"}]})");
}

TEST_P(ApiTest, TellsThatAPartHangsAndNeedsNoDatabaseForIt) {
    std::counting_semaphore<8> goes_on{0};
    std::vector<std::optional<store::Pool::Lease>> taken;
    start({}, {},
          status_routes(metrics_,
                        {{"good", []() -> Result<void> { return {}; }},
                         {"hangs", [&]() -> Result<void> { return goes_on.acquire(), Result<void>{}; }}},
                        ""));
    for (int i = 0; i < 4; ++i) taken.emplace_back(pool_->read().value());
    for (int i = 0; i < 2; ++i) {  // the second time the first look is still under way
        const auto began = std::chrono::steady_clock::now();
        const auto failing = get("/readyz");
        EXPECT_EQ(failing.status, 503);
        EXPECT_EQ(failing.body, R"({"status":"failing","parts":[{"name":"good","ok":true},{"name":"hangs","ok":false,)"
                                R"("detail":"timeout"}]})");
        EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds{5});
    }
    goes_on.release(2);
    EXPECT_EQ(get("/readyz").status, 200);
    taken.clear();
}

TEST_P(ApiTest, GivesEveryAnswerAnId) {
    start({sample()}, {}, status_routes(metrics_, {}, ""));
    for (const char* path : {"/healthz", "/readyz", "/metrics", "/nothing"})
        EXPECT_EQ(get(path).headers.get("X-Request-Id").size(), 36U) << path;
    net::Request half;  // refused before it was whole
    const auto refused = api_->refuse(half, 503, "too many");
    EXPECT_EQ(refused.headers.get("X-Request-Id"), half.id);
    EXPECT_EQ(half.id.size(), 36U);
    EXPECT_EQ(refused.headers.get("Retry-After"), "5");
}

TEST_P(ApiTest, AsksWhoSomebodyIsBeforeALargeBody) {
    start({sample()}, {});
    net::Request request{.method = net::Method::post, .target = "/api/v1/things", .remote = "203.0.113.9"};
    request.path = request.target;
    const net::Plan plan = api_->plan(request);
    ASSERT_TRUE(plan.admit);
    const auto refused = plan.admit(request);
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->status, 401);
    request.path = "/api/v1/open";
    request.method = net::Method::get;
    EXPECT_EQ(api_->plan(request).body_limit, net::kSmallBody);
}

TEST_P(ApiTest, TellsMetricsToThisComputerAndToWhoHasTheKey) {
    const auto ask = [this](const char* remote, const char* authorization) {
        net::Request request{.method = net::Method::get, .target = "/metrics", .remote = remote};
        request.path = "/metrics";
        request.headers.set("Host", "music.example.org");
        if (*authorization != '\0') request.headers.set("Authorization", authorization);
        const net::Plan plan = api_->plan(request);
        return plan.handle(request).status;
    };
    start({}, {}, status_routes(metrics_, {}, "key"));
    EXPECT_EQ(ask("127.0.0.1", ""), 200);
    EXPECT_EQ(ask("203.0.113.9", ""), 403);
    EXPECT_EQ(ask("203.0.113.9", "Bearer key"), 200);
    EXPECT_EQ(ask("203.0.113.9", "Bearer keys"), 403);
    net::Request proxied{.method = net::Method::get, .target = "/metrics", .path = "/metrics", .remote = "127.0.0.1"};
    proxied.headers = {{"Host", "localhost"}, {"X-Forwarded-For", "203.0.113.9"}};
    const net::Plan plan = api_->plan(proxied);
    EXPECT_EQ(plan.handle(proxied).status, 403) << "a proxy here speaks for somebody elsewhere";
    start({}, {}, status_routes(metrics_, {}, ""));
    EXPECT_EQ(ask("203.0.113.9", "Bearer "), 403) << "no key opens nothing";
}

STRATUM_ON_EVERY_ENGINE(ApiTest);

}  // namespace
}  // namespace stratum::platform
