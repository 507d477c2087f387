#include "test_people.hpp"

namespace stratum::people {
namespace {

class EntranceRoutes : public PeopleTest {
  protected:
    void serve_with_mail() {
        settings_["mail.server"] = "smtp://mail.example.org";
        settings_["server.sign_up"] = "open";
        serve();
        make_member("ann", "owner");
    }
};

std::string sign_up(std::string_view email, std::string_view more = "") {
    return R"({"email":")" + std::string{email} + R"(","name":"Ben","password":"correct horse battery")" +
           std::string{more} + "}";
}

TEST_P(EntranceRoutes, LetStrangersInOnlyOnceTheyProvedTheirAddress) {
    serve_with_mail();
    const auto asked = post("/api/v1/sign-up", sign_up("ben@example.org"));
    ASSERT_EQ(asked.status, 202) << asked.body;
    ASSERT_EQ(mails().size(), 1U);
    EXPECT_EQ(mails()[0].text("to"), "ben@example.org");
    EXPECT_EQ(post("/api/v1/sign-up/verify", R"({"token":"wrong"})").status, 410);
    const std::string body = R"({"token":")" + token_in_mail() + R"("})";
    const auto proved = post("/api/v1/sign-up/verify", body);
    ASSERT_EQ(proved.status, 200) << proved.body;
    EXPECT_EQ(proved.json().find("user")->find("email_verified")->boolean(), true);
    EXPECT_EQ(proved.json().find("workspace")->text("name"), "Ben's music");
    EXPECT_EQ(proved.json().find("workspace")->text("role"), "owner");
    EXPECT_FALSE(cookie_in(proved).empty());
    EXPECT_EQ(code_of(post("/api/v1/sign-up/verify", body).json()), "gone");  // it worked once
}

TEST_P(EntranceRoutes, DoNotTellWhoHasAnAccount) {
    serve_with_mail();
    const auto stranger = post("/api/v1/sign-up", sign_up("ben@example.org"));
    const auto known = post("/api/v1/sign-up", sign_up("ANN@example.org"));
    EXPECT_EQ(known.status, 202);
    EXPECT_EQ(known.body, stranger.body);
    EXPECT_NE(mails().back().text("subject").find("already"), std::string::npos);
    const auto nobody = post("/api/v1/password/reset", R"({"email":"nobody@example.org"})");
    const auto somebody = post("/api/v1/password/reset", R"({"email":"ann@example.org"})");
    EXPECT_EQ(nobody.status, 202);
    EXPECT_EQ(nobody.body, somebody.body);
}

TEST_P(EntranceRoutes, KeepStrangersOutWhereAccountsAreMadeByInvitation) {
    serve();
    make_member("ann", "owner");
    EXPECT_EQ(get("/api/v1/session").json().find("server")->text("sign_up"), "invited");
    EXPECT_EQ(post("/api/v1/sign-up", sign_up("ben@example.org")).status, 403);
    settings_["server.sign_up"] = "open";  // but no mail could prove an address
    EXPECT_EQ(post("/api/v1/sign-up", sign_up("ben@example.org")).status, 403);
    EXPECT_EQ(post("/api/v1/sign-up", sign_up("ben@example.org", R"(,"invitation":"wrong")")).status, 403);
    EXPECT_EQ(post("/api/v1/sign-up", R"({"email":"ben@example.org"})").status, 422);
    const auto brief = post("/api/v1/sign-up", R"({"email":"ben@example.org","name":"Ben","password":"horse batte"})");
    EXPECT_EQ(brief.status, 422);
    EXPECT_NE(brief.body.find("12 to 256"), std::string::npos) << brief.body;
}

TEST_P(EntranceRoutes, LetInvitedPeopleIn) {
    serve();
    const Uuid ann = make_member("ann", "owner");
    account::Call call = as_system();
    call.actor = {
        .kind = account::ActorKind::session, .user = ann, .fresh_until = Timestamp{clock_.now().milliseconds + 1}};
    const auto sent = change([&](store::Database& db) {
                          return account::invite(db, call, workspace_, "ben@example.org", "viewer");
                      }).value();
    const auto joined = post("/api/v1/sign-up", sign_up("other@example.org", R"(,"invitation":")" + sent.token + "\""));
    ASSERT_EQ(joined.status, 202) << joined.body;
    const auto in = post("/api/v1/session", R"({"email":"ben@example.org","password":"correct horse battery"})");
    ASSERT_EQ(in.status, 200) << in.body;  // the address that was invited counts
    EXPECT_EQ(in.json().find("workspace")->text("role"), "viewer");
}

TEST_P(EntranceRoutes, SetANewPasswordByALink) {
    serve_with_mail();
    const auto old = headers_of(
        change([&](store::Database& db) { return account::find_user_by_email(db, "ann@example.org"); }).value()->id);
    post("/api/v1/password/reset", R"({"email":"ann@example.org"})");
    const std::string token = token_in_mail();
    const auto with = [&](std::string_view password) {
        return post("/api/v1/password/reset/confirm",
                    R"({"token":")" + token + R"(","password":")" + std::string{password} + "\"}");
    };
    EXPECT_EQ(with("password1234").status, 422);  // the link still works
    const auto done = with("another horse battery");
    ASSERT_EQ(done.status, 200) << done.body;
    EXPECT_EQ(done.json().find("user")->text("name"), "ann");
    EXPECT_EQ(get("/api/v1/profile", old).status, 401);  // all other sessions ended
    EXPECT_EQ(with("another horse battery").status, 410);
    EXPECT_EQ(post("/api/v1/session", R"({"email":"ann@example.org","password":"another horse battery"})").status, 200);
}

TEST_P(EntranceRoutes, WriteToNobodyOverAndOver) {
    serve_with_mail();
    for (int i = 0; i < 6; ++i) EXPECT_EQ(post("/api/v1/password/reset", R"({"email":"ann@example.org"})").status, 202);
    EXPECT_EQ(mails().size(), 3U);
    clock_.advance(Seconds{59.0});
    post("/api/v1/password/reset", R"({"email":"ANN@example.org"})");
    EXPECT_EQ(mails().size(), 3U);
    clock_.advance(Seconds{2.0});
    for (int i = 0; i < 2; ++i) post("/api/v1/password/reset", R"({"email":"ann@example.org"})");
    EXPECT_EQ(mails().size(), 4U);
    for (int i = 0; i < 6; ++i) post("/api/v1/sign-up", sign_up("ben@example.org"));
    EXPECT_EQ(mails().size(), 7U);
}

TEST_P(EntranceRoutes, AnswerTheSameWhereNoMailCanBeSent) {
    serve();
    make_member("ann", "owner");
    EXPECT_EQ(post("/api/v1/password/reset", R"({"email":"ann@example.org"})").status, 202);
    EXPECT_TRUE(mails().empty());
    EXPECT_EQ(post("/api/v1/password/reset", R"({"email":""})").status, 422);
}

STRATUM_ON_EVERY_ENGINE(EntranceRoutes);

}  // namespace
}  // namespace stratum::people
