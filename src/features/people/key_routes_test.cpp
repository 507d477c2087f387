#include "audit_log.hpp"
#include "stratum/account/audit_file.hpp"
#include "stratum/account/outgoing.hpp"
#include "stratum/base/text.hpp"
#include "stratum/platform/server_secrets.hpp"
#include "test_people.hpp"

namespace stratum::people {
namespace {

class KeyRoutes : public PeopleTest {
  protected:
    void SetUp() override {
        PeopleTest::SetUp();
        if (IsSkipped()) return;
        serve();
        ann_ = make_member("ann", "owner");
        mine_ = headers_of(ann_);
    }
    std::string make_key(std::string_view scopes) {
        const auto made = post("/api/v1/keys", R"({"name":"robot","scopes":[)" + std::string{scopes} + "]}", mine_);
        EXPECT_EQ(made.status, 201) << made.body;
        return made.json().text("secret");
    }
    static net::Headers bearer(const std::string& secret) { return {{"Authorization", "Bearer " + secret}}; }
    Uuid ann_;
    net::Headers mine_;
};

TEST_P(KeyRoutes, MakeAKeyThatOpensWhatItsScopesName) {
    const auto made =
        post("/api/v1/keys", R"({"name":"robot","scopes":["people.read"],"expires_at":"2027-01-31T12:00:00Z"})", mine_);
    ASSERT_EQ(made.status, 201) << made.body;
    const std::string secret = made.json().text("secret");
    EXPECT_TRUE(secret.starts_with(made.json().find("key")->text("prefix")));
    EXPECT_EQ(made.json().find("key")->text("expires_at"), "2027-01-31T12:00:00.000Z");
    EXPECT_EQ(made.json().find("key")->text("created_by"), "ann");
    EXPECT_EQ(get("/api/v1/members", bearer(secret)).status, 200);
    EXPECT_EQ(get("/api/v1/audit", bearer(secret)).status, 403);
    const auto list = get("/api/v1/keys", mine_);
    ASSERT_EQ(list.json().find("items")->array()->size(), 1U);
    EXPECT_EQ(list.body.find(secret), std::string::npos);
    const std::string at{made.headers.get("Location")};
    EXPECT_EQ(remove(at, mine_).status, 204);
    EXPECT_EQ(remove(at, mine_).status, 404);
    EXPECT_EQ(get("/api/v1/members", bearer(secret)).status, 401);
    EXPECT_TRUE(get("/api/v1/keys", mine_).json().find("items")->array()->empty());
}

TEST_P(KeyRoutes, KeepNoSecretForWhoAsksAgain) {
    net::Headers headers = mine_;
    headers.set("Idempotency-Key", "k-1");
    const std::string body = R"({"name":"robot","scopes":["people.read"]})";
    const auto first = post("/api/v1/keys", body, headers);
    ASSERT_EQ(first.status, 201) << first.body;
    const auto again = post("/api/v1/keys", body, headers);
    EXPECT_NE(again.body, first.body);
    EXPECT_EQ(post("/api/v1/session", R"({"email":"ann@example.org","password":"correct horse battery"})",
                   {{"Idempotency-Key", "k-2"}})
                  .status,
              200);
    auto reader = pool_->read();
    EXPECT_EQ((*reader)->query_one("SELECT count(*) FROM idempotency").value()->integer(0), 0);
}

TEST_P(KeyRoutes, RefuseKeysThatCanNotBe) {
    const auto with = [&](const char* body) { return post("/api/v1/keys", body, mine_).status; };
    EXPECT_EQ(with(R"({"name":"robot","scopes":[]})"), 422);
    EXPECT_EQ(with(R"({"name":"robot","scopes":["no.such"]})"), 422);
    EXPECT_EQ(with(R"({"name":"robot","scopes":["privacy.manage"]})"), 422);  // for persons only
    EXPECT_EQ(with(R"({"name":"","scopes":["people.read"]})"), 422);
    EXPECT_EQ(with(R"({"name":"robot","scopes":["people.read"],"expires_at":"tomorrow"})"), 422);
    EXPECT_EQ(with(R"({"name":"robot","scopes":["people.read"],"expires_at":"2020-01-31T12:00:00Z"})"), 422);
    clock_.advance(Seconds{16.0 * 60});
    EXPECT_EQ(with(R"({"name":"robot","scopes":["people.read"]})"), 403);  // the password was given too long ago
}

TEST_P(KeyRoutes, LetAKeyNeitherMakeKeysNorTouchAnAccount) {
    const std::string secret = make_key(R"("keys.manage","people.read")");
    EXPECT_EQ(get("/api/v1/keys", bearer(secret)).status, 200);
    EXPECT_EQ(post("/api/v1/keys", R"({"name":"second","scopes":["people.read"]})", bearer(secret)).status, 403);
    EXPECT_EQ(get("/api/v1/profile", bearer(secret)).status, 200);
    EXPECT_EQ(patch("/api/v1/profile", R"({"name":"Eve"})", bearer(secret)).status, 403);
    for (const auto* own : {"sessions", "passkeys", "identities"})
        EXPECT_EQ(get(std::string{"/api/v1/profile/"} + own, bearer(secret)).status, 403) << own;
    EXPECT_EQ(post("/api/v1/profile/totp", "", bearer(secret)).status, 403);
    EXPECT_EQ(remove("/api/v1/profile/sessions", bearer(secret)).status, 403);
    EXPECT_EQ(post("/api/v1/workspaces", R"({"name":"x"})", bearer(secret)).status, 403);
    EXPECT_EQ(post("/api/v1/privacy/export", "", bearer(secret)).status, 403);
}

TEST_P(KeyRoutes, ShowAKeyItsOwnWorkspaceOnly) {
    const std::string secret = make_key(R"("people.read")");
    const auto other = post("/api/v1/workspaces", R"({"name":"Second"})", mine_).json().text("id");
    EXPECT_EQ(get("/api/v1/workspaces", mine_).json().find("items")->array()->size(), 2U);
    EXPECT_EQ(get("/api/v1/workspaces", bearer(secret)).json().find("items")->array()->size(), 1U);
    EXPECT_EQ(get("/api/v1/workspaces/" + other, bearer(secret)).status, 404);
    EXPECT_EQ(get("/api/v1/session", bearer(secret)).json().find("workspaces")->array()->size(), 1U);
    EXPECT_EQ(get("/api/v1/session", bearer(secret)).json().find("permissions")->array()->size(), 1U);
    auto there = bearer(secret);
    there.set("Stratum-Workspace", other);
    EXPECT_EQ(get("/api/v1/members", there).status, 404);
}

STRATUM_ON_EVERY_ENGINE(KeyRoutes);

class PrivacyRoutes : public KeyRoutes {};

TEST_P(PrivacyRoutes, KeepEverythingInsideUntilAnOwnerSaysOtherwise) {
    const auto before = get("/api/v1/privacy", mine_);
    ASSERT_EQ(before.status, 200) << before.body;
    EXPECT_EQ(before.json().text("level"), "strict");
    const auto after =
        patch("/api/v1/privacy", R"({"level":"balanced","allowed_hosts":["hooks.example.org","nas.lan"]})", mine_);
    ASSERT_EQ(after.status, 200) << after.body;
    EXPECT_EQ(after.json().text("level"), "balanced");
    EXPECT_EQ(after.json().find("allowed_hosts")->array()->size(), 2U);
    EXPECT_NE(after.headers.get("ETag"), before.headers.get("ETag"));
    auto old = mine_;
    old.set("If-Match", std::string{before.headers.get("ETag")});
    EXPECT_EQ(patch("/api/v1/privacy", R"({"level":"open"})", old).status, 412);
    // A name of the house may lead inside, one of the internet may not.
    auto reader = pool_->read();
    const auto hosts = (*reader)->query("SELECT host, internal FROM outgoing_hosts ORDER BY host").value();
    ASSERT_EQ(hosts.size(), 2U);
    EXPECT_EQ(hosts[0].integer(1), 0);
    EXPECT_EQ(hosts[1].integer(1), 1);
}

TEST_P(PrivacyRoutes, KeepTheLevelThatTheConfigurationFixes) {
    EXPECT_EQ(get("/api/v1/privacy", mine_).json().find("locked"), nullptr);
    EXPECT_EQ(patch("/api/v1/privacy", R"({"level":"open"})", mine_).status, 200);
    settings_["privacy.level"] = "strict";
    const auto fixed = get("/api/v1/privacy", mine_).json();
    EXPECT_EQ(fixed.text("level"), "strict");
    EXPECT_EQ(fixed.find("locked")->boolean(), true);
    const auto refused = patch("/api/v1/privacy", R"({"level":"open"})", mine_);
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(refused.json().text("detail"), "the server's configuration fixes the level at strict");
    const auto hosts = patch("/api/v1/privacy", R"({"level":"strict","allowed_hosts":["a.example.org"]})", mine_);
    EXPECT_EQ(hosts.status, 200) << hosts.body;
    settings_.erase("privacy.level");
    EXPECT_EQ(get("/api/v1/privacy", mine_).json().text("level"), "open") << "what was chosen counts again";
}

TEST_P(PrivacyRoutes, TakeHostsAwayAgain) {
    patch("/api/v1/privacy", R"({"allowed_hosts":["a.example.org","b.example.org"]})", mine_);
    const auto after = patch("/api/v1/privacy", R"({"allowed_hosts":["b.example.org"]})", mine_).json();
    ASSERT_EQ(after.find("allowed_hosts")->array()->size(), 1U);
    EXPECT_EQ(*after.find("allowed_hosts")->array()->at(0).string(), "b.example.org");
    EXPECT_EQ(patch("/api/v1/privacy", R"({"allowed_hosts":["no host"]})", mine_).status, 422);
    EXPECT_EQ(patch("/api/v1/privacy", R"({"level":"wide open"})", mine_).status, 422);
    EXPECT_EQ(patch("/api/v1/privacy", R"({})", mine_).status, 422);
    const auto admin = headers_of(make_member("ben", "admin"));
    EXPECT_EQ(get("/api/v1/privacy", admin).status, 200);
    EXPECT_EQ(patch("/api/v1/privacy", R"({"level":"open"})", admin).status, 403);  // for owners
}

TEST_P(PrivacyRoutes, TellWhatLeftAndWhatWasRefused) {
    for (const auto outcome : {account::OutgoingVerdict::allowed, account::OutgoingVerdict::internal_address}) {
        clock_.advance(Seconds{1.0});
        ASSERT_TRUE(change([&](store::Database& db) {
            return account::record_outgoing(db, as_system(), workspace_,
                                            {.host = "hooks.example.org",
                                             .feature = "webhooks",
                                             .purpose = "a test",
                                             .bytes_out = 7,
                                             .outcome = outcome});
        }));
    }
    const auto page = get("/api/v1/privacy/ledger?limit=1", mine_).json();
    const auto& newest = page.find("items")->array()->at(0);
    EXPECT_EQ(newest.find("allowed")->boolean(), false);
    EXPECT_FALSE(newest.text("reason").empty());
    const auto rest = get("/api/v1/privacy/ledger?cursor=" + page.text("next_cursor"), mine_).json();
    ASSERT_EQ(rest.find("items")->array()->size(), 1U);
    EXPECT_EQ(rest.find("items")->array()->at(0).find("bytes_sent")->integer(), 7);
    EXPECT_EQ(get("/api/v1/privacy/ledger?cursor=x", mine_).status, 400);
}

STRATUM_ON_EVERY_ENGINE(PrivacyRoutes);

class AuditRoutes : public KeyRoutes {};

TEST_P(AuditRoutes, TellWhoDidWhat) {
    make_key(R"("people.read")");
    const auto list = get("/api/v1/audit?limit=1", mine_);
    ASSERT_EQ(list.status, 200) << list.body;
    const auto page = list.json();
    const auto& entry = page.find("items")->array()->at(0);
    EXPECT_EQ(entry.text("action"), "key.created");
    EXPECT_EQ(entry.text("actor"), "ann");
    EXPECT_EQ(entry.text("actor_id"), to_text(ann_));
    EXPECT_EQ(entry.text("target_kind"), "key");
    EXPECT_EQ(entry.text("address"), "127.0.0.1");
    EXPECT_EQ(entry.find("details")->text("scopes"), "people.read");
    EXPECT_EQ(entry.find("number"), nullptr);  // not sealed yet
    EXPECT_FALSE(page.text("next_cursor").empty());
    EXPECT_EQ(get("/api/v1/audit?action=key.*", mine_).json().find("items")->array()->size(), 1U);
    EXPECT_TRUE(
        get("/api/v1/audit?actor=" + to_text(IdSource::random()), mine_).json().find("items")->array()->empty());
    EXPECT_EQ(get("/api/v1/audit?after=yesterday", mine_).status, 400);
    EXPECT_EQ(get("/api/v1/audit?actor=ann", mine_).status, 400);
    EXPECT_EQ(get("/api/v1/audit", headers_of(make_member("ben", "member"))).status, 403);
    EXPECT_EQ(get("/api/v1/audit", headers_of(make_member("cleo", "auditor"))).status, 200);
}

TEST_P(AuditRoutes, ExportALogThatTheOfflineVerifierTakes) {
    make_key(R"("people.read")");
    const auto waiting = post("/api/v1/audit/verify", "", mine_).json();
    EXPECT_EQ(waiting.find("intact")->boolean(), true);
    EXPECT_GT(waiting.find("unsealed")->integer(), 0);
    const auto file = get("/api/v1/audit/export", mine_);
    ASSERT_EQ(file.status, 200) << file.body;
    EXPECT_EQ(file.headers.get("Content-Type"), "application/cbor-seq");
    const auto key = platform::ServerSecrets::load(*services_).value().audit_signer().public_key();
    const Bytes bytes{file.body.begin(), file.body.end()};
    const auto verdict = account::verify_audit_file(bytes, key);
    EXPECT_FALSE(verdict.fault) << verdict.sentence;
    EXPECT_GE(verdict.entries, 2);
    const auto checked = post("/api/v1/audit/verify", "", mine_).json();
    EXPECT_EQ(checked.find("unsealed")->integer(), 0);
    EXPECT_EQ(checked.find("entries")->integer(), verdict.entries);
    EXPECT_EQ(checked.text("public_key"), to_hex(key));
}

TEST_P(AuditRoutes, SealTheLogEveryTenMinutes) {
    make_key(R"("people.read")");
    work(upkeep_job(*services_));
    EXPECT_EQ(post("/api/v1/audit/verify", "", mine_).json().find("unsealed")->integer(), 0);
    EXPECT_GT(get("/api/v1/audit", mine_).json().find("items")->array()->at(0).find("number")->integer(), 0);
    make_key(R"("people.read")");
    clock_.advance(Seconds{600.0});
    mine_ = headers_of(ann_);
    work(upkeep_job(*services_));
    EXPECT_EQ(post("/api/v1/audit/verify", "", mine_).json().find("unsealed")->integer(), 0);
}

TEST_P(AuditRoutes, SeeThatSomebodyTamperedWithTheLog) {
    make_key(R"("people.read")");
    get("/api/v1/audit/export", mine_);
    ASSERT_TRUE(change([&](store::Database& db) {
        return db.execute(
            "UPDATE audit_entries SET action = 'key.seen' WHERE workspace_id = $1 AND action = "
            "'key.created'",
            {workspace_.bytes});
    }));
    const auto checked = post("/api/v1/audit/verify", "", mine_).json();
    EXPECT_EQ(checked.find("intact")->boolean(), false);
    EXPECT_GT(checked.find("broken_at")->integer(), 0);
    EXPECT_FALSE(checked.text("reason").empty());
}

TEST_P(AuditRoutes, SeeThatSomebodyTamperedWithAnEntryThatIsNotSealedYet) {
    make_key(R"("people.read")");
    EXPECT_EQ(post("/api/v1/audit/verify", "", mine_).json().find("intact")->boolean(), true);
    ASSERT_TRUE(change([&](store::Database& db) {
        return db.execute(
            "UPDATE audit_entries SET action = 'key.seen' WHERE workspace_id = $1 AND action = "
            "'key.created'",
            {workspace_.bytes});
    }));
    const auto checked = post("/api/v1/audit/verify", "", mine_).json();
    EXPECT_EQ(checked.find("intact")->boolean(), false);
    EXPECT_GT(checked.find("unsealed")->integer(), 0);
    EXPECT_GT(checked.find("broken_at")->integer(), 0);
    EXPECT_THAT(checked.text("reason"), testing::HasSubstr("not sealed yet"));
}

STRATUM_ON_EVERY_ENGINE(AuditRoutes);

}  // namespace
}  // namespace stratum::people
