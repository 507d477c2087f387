#include "stratum/store/events/events.hpp"
#include "test_people.hpp"

namespace stratum::people {
namespace {

class SessionRoutes : public PeopleTest {};

constexpr const char* kOwner = R"({"email":"ann@example.org","name":"Ann","password":"correct horse battery"})";

TEST_P(SessionRoutes, TellAFreshServerThatItNeedsAnOwner) {
    serve();
    const auto reply = get("/api/v1/session");
    ASSERT_EQ(reply.status, 200) << reply.body;
    const auto view = reply.json();
    EXPECT_EQ(view.find("user"), nullptr);
    EXPECT_EQ(view.find("server")->find("needs_owner")->boolean(), true);
    EXPECT_EQ(view.find("server")->text("sign_up"), "invited");
    EXPECT_EQ(view.find("server")->text("version"), "1.2.3");
    EXPECT_EQ(view.text("csrf_token"), "");
    EXPECT_EQ(view.find("forced")->boolean(), true);
    EXPECT_TRUE(view.find("workspaces")->array()->empty());
    EXPECT_TRUE(view.find("permissions")->array()->empty());
}

TEST_P(SessionRoutes, LetTheLocalOwnerDoEverythingWithoutAnAccount) {
    serve({.local_owner = true, .local_csrf = "token"});
    const auto view = get("/api/v1/session").json();
    EXPECT_EQ(view.find("forced")->boolean(), false);
    EXPECT_EQ(view.text("csrf_token"), "token");
    EXPECT_EQ(view.find("workspace")->text("name"), "Music");
    EXPECT_EQ(view.find("permissions")->array()->size(), catalogue_->all().size());
}

TEST_P(SessionRoutes, MakeTheOwnerOnceAndSignThemIn) {
    serve();
    const auto made = post("/api/v1/setup", kOwner);
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(made.json().find("user")->text("email"), "ann@example.org");
    EXPECT_EQ(made.json().find("workspace")->text("role"), "owner");
    EXPECT_EQ(made.json().find("workspace")->text("id"), to_text(workspace_));
    EXPECT_EQ(made.headers.get("Location"), "/api/v1/session");
    const std::string cookie{made.headers.get("Set-Cookie")};
    EXPECT_NE(cookie.find("; Path=/; HttpOnly; SameSite=Lax; Max-Age=5184000"), std::string::npos) << cookie;
    EXPECT_EQ(cookie.find("Secure"), std::string::npos);

    const auto again = get("/api/v1/session", {{"Cookie", cookie_in(made)}});
    EXPECT_EQ(again.json().find("user")->text("name"), "Ann");
    EXPECT_EQ(again.json().text("csrf_token"), made.json().text("csrf_token"));
    EXPECT_EQ(code_of(post("/api/v1/setup", kOwner).json()), "already_exists");
}

TEST_P(SessionRoutes, RefuseAnOwnerThatCanNotBe) {
    serve();
    EXPECT_EQ(post("/api/v1/setup", "{").status, 400);
    EXPECT_EQ(post("/api/v1/setup", R"({"email":"ann@example.org"})").status, 422);
    EXPECT_EQ(post("/api/v1/setup", R"({"email":"ann@example.org","name":"A","password":"short"})").status, 422);
    EXPECT_EQ(post("/api/v1/setup", R"({"email":"ann@example.org","name":"A","password":"password1234"})").status, 422);
    EXPECT_EQ(post("/api/v1/setup", R"({"email":"nobody","name":"A","password":"correct horse battery"})").status, 422);
    EXPECT_EQ(post("/api/v1/setup", R"({"email":"a@b.c","name":"","password":"correct horse battery"})").status, 422);
    EXPECT_EQ(get("/api/v1/session").json().find("server")->find("needs_owner")->boolean(), true);
}

TEST_P(SessionRoutes, SignInAndOut) {
    serve();
    make_member("ann", "owner");
    const auto in = post("/api/v1/session", R"({"email":"ANN@example.org","password":"correct horse battery"})");
    ASSERT_EQ(in.status, 200) << in.body;
    const net::Headers mine{{"Cookie", cookie_in(in)}, {"Stratum-Csrf", in.json().text("csrf_token")}};
    EXPECT_EQ(get("/api/v1/session", mine).json().find("user")->text("name"), "ann");
    EXPECT_EQ(code_of(remove("/api/v1/session", {{"Cookie", cookie_in(in)}}).json()), "csrf");
    const auto out = remove("/api/v1/session", mine);
    EXPECT_EQ(out.status, 204);
    EXPECT_NE(out.headers.get("Set-Cookie").find("Max-Age=0"), std::string::npos);
    EXPECT_EQ(get("/api/v1/session", mine).json().find("user"), nullptr);
    EXPECT_EQ(remove("/api/v1/session").status, 401);
}

TEST_P(SessionRoutes, KeepTheSessionForAsLongAsIsWished) {
    serve();
    make_member("ann", "owner");
    const auto in =
        post("/api/v1/session", R"({"email":"ann@example.org","password":"correct horse battery","remember":false})");
    EXPECT_EQ(in.headers.get("Set-Cookie").find("Max-Age"), std::string::npos);
}

TEST_P(SessionRoutes, SlowDownWhoGuesses) {
    serve();
    make_member("ann", "owner");
    const auto guess = [&] { return post("/api/v1/session", R"({"email":"ann@example.org","password":"wrong"})"); };
    const auto first = guess();
    EXPECT_EQ(first.status, 401);
    EXPECT_EQ(first.headers.find("Set-Cookie"), nullptr);
    EXPECT_EQ(post("/api/v1/session", R"({"email":"nobody@example.org","password":"wrong"})").body.size(),
              first.body.size());  // the same words
    Reply last = first;
    for (int i = 0; i < 8 && last.status == 401; ++i) last = guess();
    EXPECT_EQ(last.status, 429);
    EXPECT_FALSE(last.headers.get("Retry-After").empty());
    EXPECT_EQ(post("/api/v1/session", R"({"email":"ann@example.org","password":""})").status, 422);
}

TEST_P(SessionRoutes, ShowTheWorkspaceThatIsNamed) {
    serve();
    const Uuid ann = make_member("ann", "viewer");
    const Uuid own =
        change([&](store::Database& db) { return account::create_workspace(db, as_system(), "Second", ann); }).value();
    auto headers = headers_of(ann);
    headers.add("Stratum-Workspace", to_text(own));
    const auto view = get("/api/v1/session", headers).json();
    EXPECT_EQ(view.find("workspace")->text("name"), "Second");
    EXPECT_EQ(view.find("workspaces")->array()->size(), 2U);
    headers.set("Stratum-Workspace", to_text(IdSource::random()));
    EXPECT_EQ(get("/api/v1/session", headers).json().find("workspace"), nullptr);
    headers.set("Stratum-Workspace", "mine");
    EXPECT_EQ(get("/api/v1/session", headers).status, 400);
    EXPECT_EQ(get("/api/v1/session", {{"Stratum-Workspace", ""}}).status, 400);
}

TEST_P(SessionRoutes, TellWhoHasNoPasswordThatTheyConfirmOtherwise) {
    serve();
    const Uuid ann = make_member("ann", "owner");
    const auto mine = headers_of(ann);
    ASSERT_TRUE(change([&](store::Database& db) {
        return db.execute("UPDATE users SET password = NULL WHERE id = $1", {ann.bytes});
    }));
    const auto told = post("/api/v1/session/confirm", R"({"password":"correct horse battery"})", mine);
    EXPECT_EQ(told.status, 409) << told.body;
    EXPECT_NE(told.json().text("hint").find("passkey"), std::string::npos);
}

TEST_P(SessionRoutes, NameTheNewestEventForWhoFollowsThem) {
    serve();
    const auto mine = headers_of(make_member("ann", "owner"));
    EXPECT_EQ(get("/api/v1/session", mine).json().find("last_event_id"), nullptr) << "it has no place yet";
    ASSERT_GT(change([](store::Database& db) { return store::number_events(db); }).value(), 0);
    const auto newest = change([&](store::Database& db) { return store::newest_event_of(db, workspace_); }).value();
    EXPECT_EQ(get("/api/v1/session", mine).json().text("last_event_id"), to_text(newest.value()));
}

TEST_P(SessionRoutes, AskForNoSecondFactorThatNobodyWaitsFor) {
    serve();
    EXPECT_EQ(post("/api/v1/session/second-factor", R"({"code":"123456"})").status, 401);
    EXPECT_EQ(post("/api/v1/session/second-factor", R"({"code":"1"})").status, 422);
}

TEST_P(SessionRoutes, ConfirmWhoIsThereBeforeWhatIsDangerous) {
    serve();
    make_member("ann", "owner");
    const auto in = post("/api/v1/session", R"({"email":"ann@example.org","password":"correct horse battery"})");
    const auto headers = [](const Reply& reply) {
        return net::Headers{{"Cookie", cookie_in(reply)}, {"Stratum-Csrf", reply.json().text("csrf_token")}};
    };
    clock_.advance(Seconds{16.0 * 60});
    const auto make_key = [&](const net::Headers& mine) {
        return post("/api/v1/keys", R"({"name":"a key","scopes":["people.read"]})", mine);
    };
    const auto stale = make_key(headers(in));
    EXPECT_EQ(stale.status, 403);
    EXPECT_EQ(code_of(stale.json()), "confirm");
    const auto wrong = post("/api/v1/session/confirm", R"({"password":"another"})", headers(in));
    EXPECT_EQ(wrong.status, 422);
    EXPECT_EQ(wrong.json().find("errors")->array()->front().text("pointer"), "/password");
    EXPECT_EQ(make_key(headers(in)).status, 403);
    const auto right = post("/api/v1/session/confirm", R"({"password":"correct horse battery"})", headers(in));
    ASSERT_EQ(right.status, 200) << right.body;
    EXPECT_NE(cookie_in(right), cookie_in(in));
    EXPECT_EQ(make_key(headers(right)).status, 201);
    EXPECT_EQ(get("/api/v1/profile", headers(in)).status, 401);
    EXPECT_EQ(post("/api/v1/session/confirm", R"({"password":"x"})").status, 401);
}

STRATUM_ON_EVERY_ENGINE(SessionRoutes);

}  // namespace
}  // namespace stratum::people
