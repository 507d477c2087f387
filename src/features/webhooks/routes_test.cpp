#include "routes.hpp"

#include "stratum/account/audit.hpp"
#include "stratum/webhooks/feature.hpp"
#include "test_webhooks.hpp"

namespace stratum::webhooks {
namespace {

class WebhookRoutes : public WebhookTest {
  protected:
    int create(const std::string& body) { return post("/api/v1/webhooks", body).status; }
    std::string last_action() {
        auto reader = pool_->read();
        return account::list_audit(**reader, workspace_, 1)->front().action;
    }
};

TEST_P(WebhookRoutes, ShowTheSecretOnce) {
    const auto reply =
        post("/api/v1/webhooks",
             R"({"url":"https://example.org/in?key=s3","events":["track.added","job.*"],"description":"mine"})");
    ASSERT_EQ(reply.status, 201) << reply.body;
    const auto json = reply.json();
    EXPECT_TRUE(json.text("secret").starts_with("whsec_"));
    const std::string id = json.find("webhook")->text("id");
    EXPECT_EQ(reply.headers.get("Location"), "/api/v1/webhooks/" + id);
    const auto shown = get("/api/v1/webhooks/" + id);
    EXPECT_EQ(shown.headers.get("ETag"), "\"1\"");
    EXPECT_EQ(shown.body.find("whsec_"), std::string::npos);
    EXPECT_EQ(shown.json().text("description"), "mine");
    EXPECT_EQ(shown.json().find("events")->array()->size(), 2U);
    EXPECT_EQ(shown.json().find("enabled")->boolean(), true);
    EXPECT_EQ(last_action(), "webhook.created");
    // Neither in the rows.
    auto reader = pool_->read();
    const auto row = (*reader)->query_one("SELECT secret FROM webhooks").value();
    EXPECT_EQ(row->bytes(0).size(), 32U + 40U);
    const auto audit = account::list_audit(**reader, workspace_, 1)->front();
    EXPECT_EQ(audit.details.find("s3"), std::string::npos);
}

TEST_P(WebhookRoutes, TellWhatIsWrong) {
    for (const char* bad :
         {R"({"url":"ftp://example.org","events":["*"]})", R"({"url":"example.org","events":["*"]})",
          R"({"url":"https://b\u00fccher.example/","events":["*"]})",
          R"({"url":"https://example.org/a b","events":["*"]})",
          R"({"url":"https://ann:x@example.org","events":["*"]})", R"({"url":"https://example.org","events":[]})",
          R"({"url":"https://example.org"})", R"({"url":"https://example.org","events":["track"]})",
          R"({"url":"https://example.org","events":["*.added"]})",
          R"({"url":"https://example.org","events":["Track.added"]})",
          R"({"url":"https://example.org","events":["track."]})",
          R"({"url":"https://example.org","events":["*"],"more":1})"})
        EXPECT_EQ(create(bad), 422) << bad;
    const auto bare = post("/api/v1/webhooks", R"({"url":"x","events":["*"]})").json();
    EXPECT_NE(bare.text("detail").find("url must be a whole address"), std::string::npos) << bare.text("detail");
    EXPECT_NE(bare.text("hint").find("https://"), std::string::npos);
    for (const char* none : {"nix.nix", "nix.*", "track.nix"}) {
        const std::string events = R"({"url":"https://example.org","events":["*",")" + std::string{none} + "\"]}";
        for (const auto& reply : {post("/api/v1/webhooks", events),
                                  patch("/api/v1/webhooks/" + make_hook("https://example.org/").id, events)}) {
            EXPECT_EQ(reply.status, 422) << none;
            EXPECT_NE(reply.json().text("detail").find(none), std::string::npos);
            EXPECT_NE(reply.json().text("hint").find("track.added, track.updated"), std::string::npos);
        }
    }
    EXPECT_EQ(create("no json"), 400);
    EXPECT_EQ(create(R"({"url":"https://example.org/)" + std::string(2000, 'x') + R"(","events":["*"]})"), 422);
    EXPECT_EQ(get("/api/v1/webhooks/" + to_text(ids_.next())).status, 404);
    EXPECT_EQ(get("/api/v1/webhooks/" + to_text(ids_.next()) + "/deliveries").status, 404);
    EXPECT_EQ(post("/api/v1/webhooks/" + to_text(ids_.next()) + "/rotate", "").status, 404);
    EXPECT_EQ(post("/api/v1/webhooks/" + to_text(ids_.next()) + "/test", "").status, 404);
    const auto hook = make_hook("https://example.org/");
    EXPECT_EQ(patch("/api/v1/webhooks/" + hook.id, "{}").status, 422);
    EXPECT_EQ(patch("/api/v1/webhooks/" + hook.id, R"({"url":"file:///etc"})").status, 422);
    EXPECT_EQ(get("/api/v1/webhooks/" + hook.id + "/deliveries?state=lost").status, 400);
    EXPECT_EQ(get("/api/v1/webhooks/" + hook.id + "/deliveries?cursor=x").status, 400);
    EXPECT_EQ(get("/api/v1/webhooks?cursor=x").status, 400);
}

TEST_P(WebhookRoutes, ChangeAndDeleteWhatWasSeen) {
    const auto hook = make_hook("https://example.org/");
    const std::string path = "/api/v1/webhooks/" + hook.id;
    const auto changed = patch(path, R"({"description":"x","enabled":false})", {{"If-Match", "\"1\""}});
    EXPECT_EQ(changed.status, 200) << changed.body;
    EXPECT_EQ(changed.headers.get("ETag"), "\"2\"");
    EXPECT_EQ(last_action(), "webhook.updated");
    EXPECT_EQ(patch(path, R"({"enabled":true})", {{"If-Match", "\"1\""}}).status, 412);
    EXPECT_EQ(patch(path, R"({"description":null})").json().find("description"), nullptr);
    EXPECT_EQ(send(net::Method::delete_, path, "", {{"If-Match", "\"1\""}}).status, 412);
    EXPECT_EQ(send(net::Method::delete_, path, "", {{"If-Match", "\"3\""}}).status, 204);
    EXPECT_EQ(last_action(), "webhook.deleted");
    EXPECT_EQ(get(path).status, 404);
}

TEST_P(WebhookRoutes, ListInPages) {
    std::vector<std::string> ids;
    for (int i = 0; i < 5; ++i) ids.push_back(make_hook("https://example.org/").id);
    const auto first = get("/api/v1/webhooks?limit=3").json();
    ASSERT_EQ(first.find("items")->array()->size(), 3U);
    EXPECT_EQ(first.find("items")->array()->front().text("id"), ids[4]);
    const auto second = get("/api/v1/webhooks?limit=3&cursor=" + first.text("next_cursor")).json();
    ASSERT_EQ(second.find("items")->array()->size(), 2U);
    EXPECT_EQ(second.find("next_cursor"), nullptr);

    const auto hook = make_hook(receiver_.url());
    for (int i = 0; i < 5; ++i) tell("track.added");
    carry();
    const auto page = get("/api/v1/webhooks/" + hook.id + "/deliveries?limit=4").json();
    EXPECT_EQ(page.find("items")->array()->size(), 4U);
    const auto rest = get("/api/v1/webhooks/" + hook.id + "/deliveries?limit=4&cursor=" + page.text("next_cursor"));
    EXPECT_EQ(rest.json().find("items")->array()->size(), 1U);
    EXPECT_TRUE(log_of(hook.id, "?state=failed").empty());
}

TEST_P(WebhookRoutes, HaveALimit) {
    for (std::size_t i = 0; i < kMostHooks; ++i) make_hook("https://example.org/");
    EXPECT_EQ(create(R"({"url":"https://example.org","events":["*"]})"), 409);
}

TEST_P(WebhookRoutes, ShowNothingOfOtherWorkspaces) {
    const auto hook = make_hook(receiver_.url());
    ASSERT_TRUE(services_->change([&](store::Database& db) -> Result<void> {
        STRATUM_TRY_VOID(db.execute("UPDATE webhooks SET workspace_id = $1", {IdSource::random().bytes}));
        return {};
    }));
    const std::string path = "/api/v1/webhooks/" + hook.id;
    EXPECT_TRUE(get("/api/v1/webhooks").json().find("items")->array()->empty());
    EXPECT_EQ(get(path).status, 404);
    EXPECT_EQ(patch(path, R"({"enabled":false})").status, 404);
    EXPECT_EQ(send(net::Method::delete_, path).status, 404);
    for (const char* what : {"/rotate", "/test"}) EXPECT_EQ(post(path + what, "").status, 404) << what;
    EXPECT_EQ(get(path + "/deliveries").status, 404);
}

STRATUM_ON_EVERY_ENGINE(WebhookRoutes);

TEST(EventPattern, FitsAnEventThatThereIs) {
    for (const char* good : {"*", "track.*", "track.added", "webhook.disabled"})
        EXPECT_TRUE(fits_any_event(good)) << good;
    for (const char* bad : {"", ".", ".*", "track", "track.", ".added", "*.added", "t*.x", "t.*", "track.ad*",
                            "track.added.x", "a b.c", "nix.nix", "nix.*", "track.nix"})
        EXPECT_FALSE(fits_any_event(bad)) << bad;
}

}  // namespace
}  // namespace stratum::webhooks
