#include "test_people.hpp"

namespace stratum::people {
namespace {

class IdentityRoutes : public PeopleTest {
  protected:
    void SetUp() override {
        PeopleTest::SetUp();
        if (IsSkipped()) return;
        settings_["oidc.providers"] = "example";
        settings_["oidc.issuer.example"] = "https://id.example.org";
        settings_["oidc.client_id.example"] = "stratum";
        settings_["oidc.name.example"] = "Example ID";
        serve();
        ann_ = make_member("ann", "owner");
        mine_ = headers_of(ann_);
        link(ann_, "https://id.example.org", "42");
        link(ann_, "https://gone.example.org", "42");
        link(make_user("ben"), "https://id.example.org", "43");
    }
    void link(const Uuid& user, const char* issuer, const char* subject) {
        EXPECT_TRUE(change([&](store::Database& db) {
            return db.execute(
                "INSERT INTO oidc_identities (issuer, subject, user_id, email, created_at, used_at) "
                "VALUES ($1, $2, $3, 'a@example.net', 1, 2)",
                {issuer, subject, user.bytes});
        }));
    }
    std::vector<net::Json> listed() { return *get("/api/v1/profile/identities", mine_).json().find("items")->array(); }
    static std::string path_of(const net::Json& identity) {
        return "/api/v1/profile/identities/" + identity.text("id");
    }
    Uuid ann_;
    net::Headers mine_;
};

TEST_P(IdentityRoutes, NameTheAccountsOneSignsInBy) {
    const auto all = listed();
    ASSERT_EQ(all.size(), 2U);
    const bool known_first = all[0].find("provider") != nullptr;
    const auto& known = all[known_first ? 0 : 1];
    const auto& gone = all[known_first ? 1 : 0];
    EXPECT_EQ(known.text("provider"), "example");
    EXPECT_EQ(known.text("name"), "Example ID");
    EXPECT_EQ(known.text("email"), "a@example.net");
    EXPECT_EQ(known.text("last_used_at"), "1970-01-01T00:00:00.002Z");
    EXPECT_EQ(gone.find("provider"), nullptr);
    EXPECT_EQ(gone.text("name"), "https://gone.example.org");
    EXPECT_NE(known.text("id"), gone.text("id"));
    const auto page = get("/api/v1/profile/identities?limit=1", mine_).json();
    const auto rest = get("/api/v1/profile/identities?cursor=" + page.text("next_cursor"), mine_).json();
    EXPECT_EQ(rest.find("items")->array()->size(), 1U);
}

TEST_P(IdentityRoutes, UnlinkOnesOwnOnly) {
    const auto his = headers_of(make_user("eve"));
    const auto all = listed();
    EXPECT_EQ(remove(path_of(all[0]), his).status, 404);
    EXPECT_EQ(remove(path_of(all[0]), mine_).status, 204);
    EXPECT_EQ(remove(path_of(all[0]), mine_).status, 404);
    EXPECT_EQ(listed().size(), 1U);
    clock_.advance(Seconds{16.0 * 60});  // the password was given too long ago
    EXPECT_EQ(code_of(remove(path_of(all[1]), mine_).json()), "confirm");
    EXPECT_EQ(listed().size(), 1U);
}

TEST_P(IdentityRoutes, AreLinkedByWhoProvedLatelyThatItIsThem) {
    const std::string at = "/api/v1/profile/identities";
    EXPECT_EQ(post(at, R"({"provider":"other"})", mine_).status, 422);
    EXPECT_EQ(post(at, R"({})", mine_).status, 422);
    const auto away = post(at, R"({"provider":"example"})", mine_);  // nobody listens there
    EXPECT_EQ(away.status, 503) << away.body;
    clock_.advance(Seconds{16.0 * 60});
    EXPECT_EQ(code_of(post(at, R"({"provider":"example"})", mine_).json()), "confirm");
}

TEST_P(IdentityRoutes, KeepTheOnlyWayIn) {
    EXPECT_TRUE(change([&](store::Database& db) {
        return db.execute("UPDATE users SET password = NULL WHERE id = $1", {ann_.bytes});
    }));
    const auto all = listed();
    EXPECT_EQ(remove(path_of(all[0]), mine_).status, 204);
    const auto last = remove(path_of(all[1]), mine_);
    EXPECT_EQ(last.status, 409);
    EXPECT_EQ(code_of(last.json()), "conflict");
    EXPECT_EQ(listed().size(), 1U);
}

STRATUM_ON_EVERY_ENGINE(IdentityRoutes);

}  // namespace
}  // namespace stratum::people
