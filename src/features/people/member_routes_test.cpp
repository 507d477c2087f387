#include "personal_jobs.hpp"
#include "role_ids.hpp"
#include "test_people.hpp"

namespace stratum::people {
namespace {

class MemberRoutes : public PeopleTest {
  protected:
    void SetUp() override {
        PeopleTest::SetUp();
        if (IsSkipped()) return;
        serve();
        ann_ = make_member("ann", "owner");
        ben_ = make_member("ben", "member");
        mine_ = headers_of(ann_);
        his_ = headers_of(ben_);
    }
    static std::string to_role(std::string_view role) { return R"({"role_id":")" + to_text(role_id(role)) + "\"}"; }
    std::string at(const Uuid& user) const { return "/api/v1/members/" + to_text(user); }
    Uuid ann_, ben_;
    net::Headers mine_, his_;
};

TEST_P(MemberRoutes, ShowThePeopleOfTheWorkspace) {
    const auto list = get("/api/v1/members", his_);
    ASSERT_EQ(list.status, 200) << list.body;
    ASSERT_EQ(list.json().find("items")->array()->size(), 2U);
    const auto one = get(at(ben_), his_);
    ASSERT_EQ(one.status, 200);
    EXPECT_EQ(one.json().text("role"), "member");
    EXPECT_EQ(one.json().text("role_id"), to_text(role_id("member")));
    EXPECT_EQ(one.json().find("locked")->boolean(), false);
    auto known = his_;
    known.set("If-None-Match", std::string{one.headers.get("ETag")});
    EXPECT_EQ(get(at(ben_), known).status, 304);
    EXPECT_EQ(get(at(IdSource::random()), his_).status, 404);
    EXPECT_EQ(get("/api/v1/members/x", his_).status, 404);
    const auto page = get("/api/v1/members?limit=1", his_).json();
    EXPECT_EQ(
        get("/api/v1/members?limit=1&cursor=" + page.text("next_cursor"), his_).json().find("items")->array()->size(),
        1U);
}

TEST_P(MemberRoutes, GiveRolesAndKeepTheLastOwner) {
    EXPECT_EQ(patch(at(ben_), to_role("admin"), his_).status, 403);
    const auto changed = patch(at(ben_), to_role("admin"), mine_);
    ASSERT_EQ(changed.status, 200) << changed.body;
    EXPECT_EQ(changed.json().text("role"), "admin");
    EXPECT_EQ(patch(at(ann_), to_role("viewer"), mine_).status, 409);
    EXPECT_EQ(patch(at(ben_), to_role("nobody"), mine_).status, 422);
    EXPECT_EQ(patch(at(ben_), R"({"role_id":"x"})", mine_).status, 422);
    EXPECT_EQ(patch(at(IdSource::random()), to_role("viewer"), mine_).status, 404);
    // An admin holds less than an owner, so they make none and unmake none.
    EXPECT_EQ(patch(at(ben_), to_role("owner"), his_).status, 403);
    EXPECT_EQ(patch(at(ann_), to_role("viewer"), his_).status, 403);
    auto old = mine_;
    old.set("If-Match", "\"1\"");
    EXPECT_EQ(patch(at(ben_), to_role("viewer"), old).status, 412);
}

TEST_P(MemberRoutes, TakePeopleOut) {
    EXPECT_EQ(remove(at(ann_), mine_).status, 409);
    EXPECT_EQ(remove(at(ben_), mine_).status, 204);
    EXPECT_EQ(remove(at(ben_), mine_).status, 404);
    EXPECT_TRUE(get("/api/v1/session", his_).json().find("workspaces")->array()->empty());
}

TEST_P(MemberRoutes, InvitePeopleWhoAcceptAsThemselves) {
    const std::string body = R"({"email":"cleo@example.org",)" + to_role("viewer").substr(1);
    const auto made = post("/api/v1/invitations", body, mine_);
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(made.json().find("sent")->boolean(), false);  // no server for mail
    const std::string link = made.json().text("link");
    const std::string id = made.json().find("invitation")->text("id");
    EXPECT_EQ(made.headers.get("Location"), "/api/v1/invitations/" + id);
    EXPECT_EQ(made.json().find("invitation")->text("invited_by"), "ann");
    EXPECT_EQ(get("/api/v1/invitations", mine_).json().find("items")->array()->size(), 1U);
    EXPECT_EQ(get("/api/v1/invitations", his_).status, 403);

    const std::string token = R"({"token":")" + link.substr(link.find('#') + 1) + "\"}";
    EXPECT_EQ(post("/api/v1/invitations/accept", token).status, 401);
    EXPECT_EQ(post("/api/v1/invitations/accept", token, his_).status, 403);  // it is not his
    const auto hers = headers_of(make_user("cleo"));
    const auto accepted = post("/api/v1/invitations/accept", token, hers);
    ASSERT_EQ(accepted.status, 200) << accepted.body;
    EXPECT_EQ(accepted.json().find("workspace")->text("role"), "viewer");
    EXPECT_EQ(post("/api/v1/invitations/accept", token, hers).status, 410);
    EXPECT_TRUE(get("/api/v1/invitations", mine_).json().find("items")->array()->empty());
}

TEST_P(MemberRoutes, SendInvitationsByMail) {
    settings_["mail.server"] = "smtp://mail.example.org";
    const std::string body = R"({"email":"cleo@example.org",)" + to_role("viewer").substr(1);
    const auto made = post("/api/v1/invitations", body, mine_);
    EXPECT_EQ(made.json().find("sent")->boolean(), true);
    ASSERT_EQ(mails().size(), 1U);
    const auto session = [&](const std::string& link) {
        return post("/api/v1/sign-up", R"({"email":"cleo@example.org","name":"Cleo","password":")" +
                                           std::string{kPassword} + R"(","invitation":")" +
                                           link.substr(link.find('#') + 1) + "\"}");
    };
    // Whoever invites has this link, and the mail another, which alone proves the address.
    EXPECT_EQ(made.json().text("link").find(token_in_mail()), std::string::npos);
    ASSERT_EQ(session(made.json().text("link")).status, 202);
    const auto cleo = change([&](store::Database& db) { return account::find_user_by_email(db, "cleo@example.org"); });
    EXPECT_FALSE((*cleo)->email_verified_at);
    EXPECT_EQ(mails().back().text("to"), "cleo@example.org");
    EXPECT_EQ(post("/api/v1/sign-up/verify", R"({"token":")" + token_in_mail() + "\"}").status, 200);
    // Whoever is invited again and again gets few letters of it.
    const std::string often = R"({"email":"dora@example.org",)" + to_role("viewer").substr(1);
    for (const bool sent : {true, true, true, false})
        EXPECT_EQ(post("/api/v1/invitations", often, mine_).json().find("sent")->boolean(), sent);
}

TEST_P(MemberRoutes, WithdrawInvitations) {
    const auto made =
        post("/api/v1/invitations", R"({"email":"cleo@example.org",)" + to_role("viewer").substr(1), mine_);
    const std::string at = "/api/v1/invitations/" + made.json().find("invitation")->text("id");
    EXPECT_EQ(remove(at, mine_).status, 204);
    EXPECT_EQ(remove(at, mine_).status, 404);
    EXPECT_EQ(post("/api/v1/invitations", R"({"email":"nobody",)" + to_role("viewer").substr(1), mine_).status, 422);
    EXPECT_EQ(post("/api/v1/invitations", R"({"email":"ben@example.org",)" + to_role("viewer").substr(1), mine_).status,
              409);
}

TEST_P(MemberRoutes, MakeAndRenameWorkspaces) {
    const auto made = post("/api/v1/workspaces", R"({"name":"Band"})", his_);
    ASSERT_EQ(made.status, 201) << made.body;
    const std::string at = "/api/v1/workspaces/" + made.json().text("id");
    EXPECT_EQ(made.headers.get("Location"), at);
    EXPECT_EQ(made.json().text("role"), "owner");
    EXPECT_EQ(get("/api/v1/workspaces", his_).json().find("items")->array()->size(), 2U);
    EXPECT_EQ(get(at, his_).status, 200);
    EXPECT_EQ(get(at, mine_).status, 404);  // whose it is not
    // His role in the workspace of the request does not count in the one of the path, nor the other way round.
    auto there = his_;
    there.set("Stratum-Workspace", made.json().text("id"));
    EXPECT_EQ(patch(at, R"({"name":"Duo"})", there).json().text("name"), "Duo");
    EXPECT_EQ(patch("/api/v1/workspaces/" + to_text(workspace_), R"({"name":"Mine"})", there).status, 403);
    EXPECT_EQ(patch(at, R"({"name":"Hers"})", mine_).status, 404);
    EXPECT_EQ(patch(at, R"({"name":""})", there).status, 422);
    there.set("If-Match", "\"1\"");
    EXPECT_EQ(patch(at, R"({"name":"Trio"})", there).status, 412);
}

TEST_P(MemberRoutes, LetAnybodyLeaveAWorkspace) {
    const std::string at = "/api/v1/workspaces/" + to_text(workspace_) + "/membership";
    EXPECT_EQ(remove(at, headers_of(make_user("eve"))).status, 404);
    EXPECT_EQ(remove("/api/v1/workspaces/" + to_text(ben_) + "/membership", his_).status, 404);
    EXPECT_EQ(remove(at, mine_).status, 409);  // its last owner
    EXPECT_EQ(remove(at, his_).status, 204);
    EXPECT_EQ(get("/api/v1/members", his_).status, 404);
    EXPECT_EQ(get("/api/v1/workspaces", his_).json().find("items")->array()->size(), 0U);
    EXPECT_EQ(remove(at, his_).status, 404);
    EXPECT_EQ(get("/api/v1/members", mine_).json().find("items")->array()->size(), 1U);
}

TEST_P(MemberRoutes, DeleteAWorkspaceWithAllThatIsInIt) {
    const std::string id = post("/api/v1/workspaces", R"({"name":"Big Band"})", mine_).json().text("id");
    const std::string at = "/api/v1/workspaces/" + id;
    const Uuid band = *parse_uuid(id);
    ASSERT_TRUE(change([&](store::Database& db) { return account::add_member(db, as_system(), band, ben_, "admin"); }));
    auto there = mine_, his = his_;
    there.set("Stratum-Workspace", id);
    his.set("Stratum-Workspace", id);
    ASSERT_EQ(post("/api/v1/roles", R"({"name":"dj","permissions":["people.read"]})", there).status, 201);
    const std::string confirmed = at + "?confirm=Big%20Band";
    EXPECT_EQ(remove(confirmed, his).status, 403);  // owners only
    EXPECT_EQ(remove(at, there).status, 400);
    EXPECT_EQ(remove(at + "?confirm=big%20band", there).status, 400);
    auto old = there;
    old.set("If-Match", "\"1\"");
    EXPECT_EQ(remove(confirmed, old).status, 412);
    // The library of the server's own computer stays; whose workspace it is not hears of none.
    const auto own = remove("/api/v1/workspaces/" + to_text(workspace_) + "?confirm=Music", mine_);
    EXPECT_EQ(own.status, 409);
    EXPECT_EQ(code_of(own.json()), "protected");
    EXPECT_EQ(remove(confirmed, headers_of(make_member("eve", "owner"))).status, 404);

    ASSERT_EQ(remove(confirmed, mine_).status, 204);  // from another workspace of hers
    EXPECT_EQ(get("/api/v1/members", his).status, 404);
    EXPECT_EQ(get("/api/v1/workspaces", mine_).json().find("items")->array()->size(), 1U);
    EXPECT_EQ(remove(confirmed, mine_).status, 404);
    work(erase_job(*services_));
    auto reader = pool_->read();
    const auto count = [&](const std::string& from) {
        return (*reader)->query_one("SELECT count(*) FROM " + from + " = $1", {band.bytes}).value()->integer(0);
    };
    EXPECT_EQ(count("workspaces WHERE id"), 0);
    EXPECT_EQ(count("custom_roles WHERE workspace_id"), 0);
    EXPECT_GT(count("audit_entries WHERE workspace_id"), 0);
    const auto told = (*reader)->query_one("SELECT subject FROM audit_entries WHERE action = 'workspace.deleted'");
    ASSERT_TRUE(told.value());
    EXPECT_EQ(told.value()->text(0), "workspace:" + id);
}

TEST_P(MemberRoutes, DeleteNoWorkspaceInASessionThatIsNotFresh) {
    const std::string id = post("/api/v1/workspaces", R"({"name":"Band"})", mine_).json().text("id");
    auto there = mine_;
    there.set("Stratum-Workspace", id);
    clock_.advance(Seconds{20.0 * 60});
    EXPECT_EQ(remove("/api/v1/workspaces/" + id + "?confirm=Band", there).status, 403);
    EXPECT_EQ(get("/api/v1/workspaces/" + id, there).status, 200);
}

STRATUM_ON_EVERY_ENGINE(MemberRoutes);

class RoleRoutes : public MemberRoutes {};

TEST_P(RoleRoutes, ListWhatEachRoleMay) {
    const auto list = get("/api/v1/roles", his_).json();
    EXPECT_EQ(list.find("items")->array()->size(), 6U);
    const auto owner = get("/api/v1/roles/" + to_text(role_id("owner")), his_).json();
    EXPECT_EQ(owner.find("built_in")->boolean(), true);
    EXPECT_EQ(owner.find("permissions")->array()->size(), catalogue_->all().size());
    EXPECT_EQ(owner.find("members")->integer(), 1);
    EXPECT_EQ(get("/api/v1/roles/" + to_text(role_id("nobody")), his_).status, 404);
    EXPECT_EQ(get("/api/v1/permissions", his_).json().find("items")->array()->size(), catalogue_->all().size());
}

TEST_P(RoleRoutes, MakeChangeAndDeleteOnesOwn) {
    const std::string body = R"({"name":"dj","description":"plays","permissions":["people.read"]})";
    EXPECT_EQ(post("/api/v1/roles", body, his_).status, 403);
    const auto made = post("/api/v1/roles", body, mine_);
    ASSERT_EQ(made.status, 201) << made.body;
    const std::string at{made.headers.get("Location")};
    EXPECT_EQ(made.json().text("description"), "plays");
    EXPECT_EQ(post("/api/v1/roles", body, mine_).status, 409);
    ASSERT_EQ(patch("/api/v1/members/" + to_text(ben_), to_role("dj"), mine_).status, 200);
    EXPECT_EQ(remove(at, mine_).status, 409);  // somebody has it
    const auto renamed = patch(at, R"({"name":"guest","description":null,"permissions":[]})", mine_);
    ASSERT_EQ(renamed.status, 200) << renamed.body;
    EXPECT_EQ(renamed.json().text("name"), "guest");
    EXPECT_EQ(renamed.json().text("description"), "");
    EXPECT_EQ(get("/api/v1/members", his_).status, 403);  // his role holds nothing now
    EXPECT_EQ(get("/api/v1/members/" + to_text(ben_), mine_).json().text("role"), "guest");
    ASSERT_EQ(patch("/api/v1/members/" + to_text(ben_), to_role("viewer"), mine_).status, 200);
    const std::string now_at = "/api/v1/roles/" + renamed.json().text("id");
    EXPECT_EQ(remove(now_at, mine_).status, 204);
    EXPECT_EQ(remove(now_at, mine_).status, 404);
}

TEST_P(RoleRoutes, RefuseWhatIsNoRole) {
    EXPECT_EQ(post("/api/v1/roles", R"({"name":"D J","permissions":[]})", mine_).status, 422);
    EXPECT_EQ(post("/api/v1/roles", R"({"name":"dj","permissions":["no.such"]})", mine_).status, 422);
    EXPECT_EQ(post("/api/v1/roles", R"({"name":"dj","permissions":["workspace.delete"]})", mine_).status, 422);
    EXPECT_EQ(post("/api/v1/roles", R"({"name":"owner","permissions":[]})", mine_).status, 409);
    const std::string owner = "/api/v1/roles/" + to_text(role_id("owner"));
    EXPECT_EQ(patch(owner, R"({"description":"x"})", mine_).status, 409);
    EXPECT_EQ(patch(owner, R"({})", mine_).status, 422);
    EXPECT_EQ(remove(owner, mine_).status, 409);
    clock_.advance(Seconds{16.0 * 60});  // the password was given too long ago
    EXPECT_EQ(post("/api/v1/roles", R"({"name":"dj","permissions":[]})", mine_).status, 403);
}

TEST_P(RoleRoutes, SayWhySomebodyMayDoSomething) {
    const auto ask = [&](const Uuid& user, const std::string& permission) {
        return get("/api/v1/permissions/why?user=" + to_text(user) + "&permission=" + permission, his_);
    };
    EXPECT_EQ(ask(ann_, "roles.manage").json().find("allowed")->boolean(), true);
    const auto no = ask(ben_, "roles.manage").json();
    EXPECT_EQ(no.find("allowed")->boolean(), false);
    EXPECT_EQ(no.text("role"), "member");
    EXPECT_EQ(no.text("code"), "role_lacks");
    EXPECT_NE(no.text("reason").find("does not hold"), std::string::npos) << no.text("reason");
    EXPECT_EQ(ask(ben_, "no.such").json().find("allowed")->boolean(), false);
    // Of people elsewhere nothing is told, whether they are there, locked or gone.
    const Uuid eve = make_user("eve");
    ASSERT_TRUE(change([&](store::Database& db) { return account::lock_user(db, as_system(), eve); }));
    for (const Uuid& stranger : {eve, IdSource::random()})
        EXPECT_EQ(ask(stranger, "tracks.read").json().text("code"), "no_member");
    EXPECT_EQ(get("/api/v1/permissions/why", his_).status, 400);
    EXPECT_EQ(get("/api/v1/permissions/why?user=x&permission=a.b", his_).status, 400);
}

STRATUM_ON_EVERY_ENGINE(RoleRoutes);

}  // namespace
}  // namespace stratum::people
