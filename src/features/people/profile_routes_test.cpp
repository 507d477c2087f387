#include "test_people.hpp"

namespace stratum::people {
namespace {

class ProfileRoutes : public PeopleTest {
  protected:
    void SetUp() override {
        PeopleTest::SetUp();
        if (IsSkipped()) return;
        serve();
        ann_ = make_member("ann", "owner");
        mine_ = headers_of(ann_);
    }
    net::Headers with(std::string_view name, std::string_view value) {
        auto headers = mine_;
        headers.set(name, std::string{value});
        return headers;
    }
    Uuid ann_;
    net::Headers mine_;
};

TEST_P(ProfileRoutes, ShowOneselfAndNobodyElse) {
    EXPECT_EQ(get("/api/v1/profile").status, 401);
    const auto reply = get("/api/v1/profile", mine_);
    ASSERT_EQ(reply.status, 200);
    EXPECT_EQ(reply.json().text("email"), "ann@example.org");
    EXPECT_EQ(reply.json().find("has_password")->boolean(), true);
    EXPECT_EQ(reply.json().find("totp")->boolean(), false);
    EXPECT_GT(reply.json().find("version")->integer(), 0);
    const std::string etag{reply.headers.get("ETag")};
    EXPECT_EQ(get("/api/v1/profile", with("If-None-Match", etag)).status, 304);
}

TEST_P(ProfileRoutes, ChangeUnlessSomebodyWasFaster) {
    const std::string old{get("/api/v1/profile", mine_).headers.get("ETag")};
    const auto changed = patch("/api/v1/profile", R"({"name":"Ann B.","locale":"pt-BR"})", with("If-Match", old));
    ASSERT_EQ(changed.status, 200) << changed.body;
    EXPECT_EQ(changed.json().text("name"), "Ann B.");
    EXPECT_EQ(changed.json().text("locale"), "pt-BR");
    EXPECT_NE(changed.headers.get("ETag"), old);
    EXPECT_EQ(get("/api/v1/session", mine_).json().find("user")->text("locale"), "pt-BR");
    EXPECT_EQ(patch("/api/v1/profile", R"({"name":"Eve"})", with("If-Match", old)).status, 412);
    for (const char* body : {R"({})", R"({"locale":"german"})", R"({"locale":"de-"})", R"({"name":""})",
                             R"({"email":"nobody"})", R"({"nmae":"x"})"})
        EXPECT_EQ(patch("/api/v1/profile", body, mine_).status, 422) << body;
}

TEST_P(ProfileRoutes, TakeANewAddressOnceItIsProved) {
    settings_["mail.server"] = "smtp://mail.example.org";
    const auto asked = patch("/api/v1/profile", R"({"email":"ann@example.net"})", mine_);
    ASSERT_EQ(asked.status, 200) << asked.body;
    EXPECT_EQ(asked.json().text("email"), "ann@example.org");
    EXPECT_EQ(asked.json().text("new_email"), "ann@example.net");
    ASSERT_EQ(mails().size(), 1U);
    EXPECT_EQ(mails()[0].text("to"), "ann@example.net");
    ASSERT_EQ(post("/api/v1/sign-up/verify", R"({"token":")" + token_in_mail() + R"("})").status, 200);
    const auto after = get("/api/v1/profile", mine_).json();
    EXPECT_EQ(after.text("email"), "ann@example.net");
    EXPECT_EQ(after.find("new_email"), nullptr);
    EXPECT_EQ(mails().back().text("to"), "ann@example.org");  // the old one is told
    make_user("ben");
    EXPECT_EQ(patch("/api/v1/profile", R"({"email":"ben@example.org"})", mine_).status, 409);
}

TEST_P(ProfileRoutes, AskForThePasswordBeforeTheAddressChanges) {
    clock_.advance(Seconds{16.0 * 60});
    EXPECT_EQ(patch("/api/v1/profile", R"({"email":"ann@example.net"})", mine_).status, 403);
    EXPECT_EQ(patch("/api/v1/profile", R"({"name":"A"})", mine_).status, 200);
}

TEST_P(ProfileRoutes, ChangeThePasswordAndEndOtherSessions) {
    const auto other = headers_of(ann_);
    const auto to = [&](std::string_view current, std::string_view next) {
        return put(
            "/api/v1/profile/password",
            R"({"current_password":")" + std::string{current} + R"(","new_password":")" + std::string{next} + "\"}",
            mine_);
    };
    const auto wrong = to("wrong", "another horse battery");
    EXPECT_EQ(wrong.status, 422);
    EXPECT_NE(wrong.body.find("/current_password"), std::string::npos);
    EXPECT_EQ(to(kPassword, "password1234").status, 422);
    EXPECT_EQ(to(kPassword, "another horse battery").status, 204);
    EXPECT_EQ(get("/api/v1/profile", mine_).status, 200);
    EXPECT_EQ(get("/api/v1/profile", other).status, 401);
    Reply last = wrong;
    for (int i = 0; i < 9 && last.status == 422; ++i) last = to("wrong", "another horse battery");
    EXPECT_EQ(last.status, 429);
}

TEST_P(ProfileRoutes, ListSessionsAndEndThem) {
    const auto other = headers_of(ann_);
    const auto list = get("/api/v1/profile/sessions?limit=1", mine_);
    ASSERT_EQ(list.status, 200) << list.body;
    const auto page = list.json();
    ASSERT_EQ(page.find("items")->array()->size(), 1U);
    const auto& newest = page.find("items")->array()->at(0);
    EXPECT_EQ(newest.find("current")->boolean(), false);
    EXPECT_EQ(newest.text("browser"), "a test");
    const auto rest = get("/api/v1/profile/sessions?cursor=" + page.text("next_cursor"), mine_).json();
    ASSERT_EQ(rest.find("items")->array()->size(), 1U);
    EXPECT_EQ(rest.find("items")->array()->at(0).find("current")->boolean(), true);
    EXPECT_EQ(rest.find("next_cursor"), nullptr);
    EXPECT_EQ(get("/api/v1/profile/sessions?cursor=x", mine_).status, 400);
    EXPECT_EQ(get("/api/v1/profile/sessions?limit=0", mine_).status, 400);

    EXPECT_EQ(remove("/api/v1/profile/sessions/" + to_text(IdSource::random()), mine_).status, 404);
    EXPECT_EQ(remove("/api/v1/profile/sessions/" + newest.text("id"), mine_).status, 204);
    EXPECT_EQ(get("/api/v1/profile", other).status, 401);
    const auto third = headers_of(ann_);
    EXPECT_EQ(remove("/api/v1/profile/sessions", mine_).status, 204);
    EXPECT_EQ(get("/api/v1/profile", third).status, 401);
    EXPECT_EQ(get("/api/v1/profile", mine_).status, 200);
}

TEST_P(ProfileRoutes, EndOnlyOnesOwnSessions) {
    const Uuid ben = make_member("ben", "admin");
    const auto his = headers_of(ben);
    const auto list = get("/api/v1/profile/sessions", his).json();
    const std::string id = list.find("items")->array()->at(0).text("id");
    EXPECT_EQ(remove("/api/v1/profile/sessions/" + id, mine_).status, 404);
    EXPECT_EQ(get("/api/v1/profile", his).status, 200);
}

TEST_P(ProfileRoutes, WriteDownThatAllOtherSessionsEnded) {
    const auto other = headers_of(ann_);
    ASSERT_EQ(remove("/api/v1/profile/sessions", mine_).status, 204);
    EXPECT_EQ(get("/api/v1/profile", other).status, 401);
    auto reader = pool_->read();
    EXPECT_EQ(
        (*reader)->query_one("SELECT count(*) FROM audit_entries WHERE action = 'sessions.ended'").value()->integer(0),
        1);
}

STRATUM_ON_EVERY_ENGINE(ProfileRoutes);

class LocalProfile : public PeopleTest {};

TEST_P(LocalProfile, IsNotThereBeforeThereIsAnAccount) {
    serve({.local_owner = true, .local_csrf = "token"});
    EXPECT_EQ(get("/api/v1/profile").status, 403);
    make_member("ann", "owner");
    EXPECT_EQ(get("/api/v1/profile").json().text("name"), "ann");
}

STRATUM_ON_EVERY_ENGINE(LocalProfile);

}  // namespace
}  // namespace stratum::people
