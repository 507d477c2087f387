#include "personal_jobs.hpp"
#include "test_people.hpp"
#include "zip.hpp"

namespace stratum::people {
namespace {

class PersonalDataRoutes : public PeopleTest {
  protected:
    void SetUp() override {
        PeopleTest::SetUp();
        if (IsSkipped()) return;
        serve();
        ann_ = make_member("ann", "owner");
        mine_ = headers_of(ann_);
    }
    Uuid ann_;
    net::Headers mine_;
};

TEST_P(PersonalDataRoutes, CollectAllThatIsKept) {
    const auto begun = post("/api/v1/privacy/export", "", mine_);
    ASSERT_EQ(begun.status, 202) << begun.body;
    EXPECT_EQ(begun.json().find("job")->text("kind"), "person.export");
    const std::string at = "/api/v1/privacy/export/" + begun.json().find("job")->text("id");
    EXPECT_EQ(get(at, mine_).status, 409);
    work(export_job(*services_));
    const auto data = get(at, mine_);
    ASSERT_EQ(data.status, 200) << data.body;
    EXPECT_EQ(data.headers.get("Content-Type"), "application/zip");
    EXPECT_TRUE(data.body.starts_with("PK"));
    EXPECT_NE(data.body.find("ann@example.org"), std::string::npos);
    EXPECT_EQ(data.body.find("argon2"), std::string::npos);
    EXPECT_EQ(get(at, headers_of(make_member("ben", "owner"))).status, 404);  // nobody else's business
    EXPECT_EQ(get("/api/v1/privacy/export/" + to_text(IdSource::random()), mine_).status, 404);
    clock_.advance(Seconds{25.0 * 3600});
    EXPECT_EQ(get(at, headers_of(ann_)).status, 410);
}

TEST_P(PersonalDataRoutes, EraseAPersonAndWhatIsOnlyTheirs) {
    const auto erase = [&](std::string_view confirm, std::string_view password) {
        return post("/api/v1/privacy/erase",
                    R"({"confirm":")" + std::string{confirm} + R"(","password":")" + std::string{password} + "\"}",
                    mine_);
    };
    EXPECT_EQ(erase("ben@example.org", kPassword).status, 422);
    EXPECT_EQ(erase("ann@example.org", "wrong").status, 422);
    EXPECT_EQ(post("/api/v1/privacy/erase", R"({})", mine_).status, 422);
    const Uuid ben = make_member("ben", "member");
    EXPECT_EQ(erase("ann@example.org", kPassword).status, 409);  // he would be without an owner
    ASSERT_TRUE(change([&](store::Database& db) { return account::remove_member(db, as_system(), workspace_, ben); }));
    patch("/api/v1/profile", R"({"locale":"de"})", mine_);
    const auto gone = erase("ANN@example.org", kPassword);
    ASSERT_EQ(gone.status, 202) << gone.body;
    EXPECT_NE(gone.headers.get("Set-Cookie").find("Max-Age=0"), std::string::npos);
    EXPECT_EQ(get("/api/v1/profile", mine_).status, 401);
    work(erase_job(*services_));
    auto reader = pool_->read();
    const auto count = [&](const std::string& from) {
        return (*reader)->query_one("SELECT count(*) FROM " + from).value()->integer(0);
    };
    EXPECT_EQ(count("workspaces"), 1);  // an empty library
    EXPECT_EQ(count("closed_workspaces"), 0);
    EXPECT_EQ(count("people_profiles"), 0);
    EXPECT_EQ(count("users"), 1);  // ben
    EXPECT_GT(count("audit_entries"), 0);
}

TEST_P(PersonalDataRoutes, EraseTheLastAccountAndLeaveNothingToWhoComesNext) {
    serve({.local_owner = true, .local_csrf = "token"});
    const std::string hers = to_text(workspace_);
    ASSERT_EQ(post("/api/v1/roles", R"({"name":"dj","permissions":["people.read"]})", mine_).status, 201);
    ASSERT_EQ(post("/api/v1/privacy/erase",
                   R"({"confirm":"ann@example.org","password":")" + std::string{kPassword} + "\"}", mine_)
                  .status,
              202);
    {
        auto reader = pool_->read();
        const auto job = (*reader)->query_one("SELECT priority FROM jobs WHERE kind = 'person.erase'").value();
        EXPECT_GT(job->integer(0), 10) << "what others wait for too";
    }
    // Before the job ran: who sits at this computer sees an empty library, and nothing by the name of hers.
    const auto nobody = get("/api/v1/session").json();
    EXPECT_EQ(nobody.find("server")->find("needs_owner")->boolean(), true);
    ASSERT_TRUE(nobody.find("workspace"));
    EXPECT_NE(nobody.find("workspace")->text("id"), hers);
    EXPECT_EQ(get("/api/v1/roles").json().find("items")->array()->size(), 6U);
    EXPECT_EQ(get("/api/v1/roles", {{"Stratum-Workspace", hers}}).status, 404);
    EXPECT_EQ(get("/api/v1/workspaces/" + hers).status, 404);
    EXPECT_EQ(get("/api/v1/workspaces").json().find("items")->array()->size(), 1U);

    const auto made = post("/api/v1/setup",
                           R"({"email":"eve@example.org","name":"Eve","password":")" + std::string{kPassword} + "\"}");
    ASSERT_EQ(made.status, 201) << made.body;
    const std::string library = made.json().find("workspace")->text("id");
    EXPECT_EQ(library, nobody.find("workspace")->text("id"));
    const net::Headers eves{{"Cookie", cookie_in(made)}};
    EXPECT_EQ(get("/api/v1/roles", eves).json().find("items")->array()->size(), 6U);
    work(erase_job(*services_));
    EXPECT_EQ(get("/api/v1/members", eves).json().find("items")->array()->size(), 1U);
    EXPECT_EQ(get("/api/v1/workspaces", eves).json().find("items")->array()->size(), 1U);
    auto reader = pool_->read();
    EXPECT_EQ((*reader)->query_one("SELECT count(*) FROM workspaces").value()->integer(0), 1);
    EXPECT_EQ((*reader)->query_one("SELECT count(*) FROM custom_roles").value()->integer(0), 0);
}

STRATUM_ON_EVERY_ENGINE(PersonalDataRoutes);

TEST(Zip, IsWhatOthersOpen) {
    // Made by Info-ZIP's layout: local header, data, directory, end; checked here by its fixed places.
    const Bytes zip = make_zip({{"a.txt", "hello"}, {"b.txt", ""}});
    ASSERT_EQ(zip.size(), 2 * (30 + 5) + 5 + 2 * (46 + 5) + 22U);
    EXPECT_EQ(zip[14], 0x86);  // CRC-32 of "hello": 0x3610a686, the lowest byte first
    EXPECT_EQ(zip[17], 0x36);
    EXPECT_EQ(zip[zip.size() - 22 + 10], 2);  // two files
}

}  // namespace
}  // namespace stratum::people
