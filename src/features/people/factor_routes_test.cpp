#include "passkeys_wire.hpp"
#include "stratum/account/totp.hpp"
#include "test_people.hpp"

namespace stratum::people {
namespace {

class FactorRoutes : public PeopleTest {
  protected:
    void SetUp() override {
        PeopleTest::SetUp();
        if (IsSkipped()) return;
        serve();
        ann_ = make_member("ann", "owner");
        mine_ = headers_of(ann_);
    }
    /// What the app on a phone shows: its secret is base32.
    std::string code_of_app(const std::string& secret) {
        Bytes key;
        std::uint32_t group = 0;
        int bits = 0;
        for (const char c : secret) {
            const auto value = static_cast<std::uint32_t>(c >= 'A' ? c - 'A' : c - '2' + 26);
            group = group << 5 | value;
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                key.push_back(static_cast<std::uint8_t>(group >> bits & 0xff));
            }
        }
        return account::totp_code(key, account::totp_step(clock_.now()));
    }
    static std::string code(std::string_view text) { return R"({"code":")" + std::string{text} + "\"}"; }
    Uuid ann_;
    net::Headers mine_;
};

TEST_P(FactorRoutes, SetUpAnAppAndSignInWithIt) {
    EXPECT_EQ(post("/api/v1/profile/totp/confirm", code("123456"), mine_).status, 422);  // nothing was begun
    const auto begun = post("/api/v1/profile/totp", "", mine_);
    ASSERT_EQ(begun.status, 200) << begun.body;
    const std::string secret = begun.json().text("secret");
    EXPECT_TRUE(begun.json().text("uri").starts_with("otpauth://totp/"));
    EXPECT_EQ(post("/api/v1/profile/totp/confirm", code("000000"), mine_).status, 422);
    const auto on = post("/api/v1/profile/totp/confirm", code(code_of_app(secret)), mine_);
    ASSERT_EQ(on.status, 200) << on.body;
    const std::string recovery = *on.json().find("recovery_codes")->array()->at(0).string();
    EXPECT_EQ(post("/api/v1/profile/totp", "", mine_).status, 409);
    EXPECT_EQ(get("/api/v1/profile", mine_).json().find("totp")->boolean(), true);

    clock_.advance(Seconds{60.0});  // a code is good once
    const auto first = post("/api/v1/session", R"({"email":"ann@example.org","password":"correct horse battery"})");
    ASSERT_EQ(first.status, 200) << first.body;
    EXPECT_EQ(first.json().find("user"), nullptr);
    EXPECT_EQ(first.json().find("second_factors")->array()->size(), 2U);  // the app, a recovery code
    const net::Headers half{{"Cookie", cookie_in(first)}, {"Stratum-Csrf", first.json().text("csrf_token")}};
    EXPECT_EQ(code_of(get("/api/v1/profile", half).json()), "second_factor_needed");
    EXPECT_EQ(post("/api/v1/session/second-factor", code("000000"), half).status, 401);
    const auto whole = post("/api/v1/session/second-factor", code(code_of_app(secret)), half);
    ASSERT_EQ(whole.status, 200) << whole.body;
    EXPECT_EQ(whole.json().find("user")->text("name"), "ann");
    EXPECT_NE(cookie_in(whole), cookie_in(first));
    EXPECT_EQ(get("/api/v1/profile", {{"Cookie", cookie_in(whole)}}).status, 200);

    const auto again = post("/api/v1/session", R"({"email":"ann@example.org","password":"correct horse battery"})");
    const net::Headers other{{"Cookie", cookie_in(again)}, {"Stratum-Csrf", again.json().text("csrf_token")}};
    EXPECT_EQ(post("/api/v1/session/second-factor", code(recovery), other).status, 200);
    EXPECT_EQ(get("/api/v1/profile", mine_).json().find("recovery_codes_left")->integer(), 9);
}

TEST_P(FactorRoutes, AreSetUpOnlyByWhoProvedLatelyThatItIsThem) {
    const std::string secret = post("/api/v1/profile/totp", "", mine_).json().text("secret");
    clock_.advance(Seconds{16.0 * 60});
    EXPECT_EQ(code_of(post("/api/v1/profile/totp", "", mine_).json()), "confirm");
    EXPECT_EQ(code_of(post("/api/v1/profile/totp/confirm", code(code_of_app(secret)), mine_).json()), "confirm");
    EXPECT_EQ(get("/api/v1/profile", mine_).json().find("totp")->boolean(), false);
}

TEST_P(FactorRoutes, KeepWhoWantsThatOnlyUntilTheBrowserEnds) {
    const std::string secret = post("/api/v1/profile/totp", "", mine_).json().text("secret");
    ASSERT_EQ(post("/api/v1/profile/totp/confirm", code(code_of_app(secret)), mine_).status, 200);
    for (const bool remember : {true, false}) {
        clock_.advance(Seconds{60.0});
        const std::string wish = R"(,"remember":)" + std::string{remember ? "true}" : "false}"};
        const auto first =
            post("/api/v1/session", R"({"email":"ann@example.org","password":"correct horse battery")" + wish);
        const net::Headers half{{"Cookie", cookie_in(first)}, {"Stratum-Csrf", first.json().text("csrf_token")}};
        const auto whole =
            post("/api/v1/session/second-factor", R"({"code":")" + code_of_app(secret) + "\"" + wish, half);
        ASSERT_EQ(whole.status, 200) << whole.body;
        EXPECT_EQ(whole.headers.get("Set-Cookie").find("Max-Age") != std::string_view::npos, remember);
    }
}

TEST_P(FactorRoutes, RenewCodesAndTakeTheAppAwayAgain) {
    EXPECT_EQ(post("/api/v1/profile/recovery-codes", "", mine_).status, 403);  // there is no app
    const std::string secret = post("/api/v1/profile/totp", "", mine_).json().text("secret");
    ASSERT_EQ(post("/api/v1/profile/totp/confirm", code(code_of_app(secret)), mine_).status, 200);
    const auto codes = post("/api/v1/profile/recovery-codes", "", mine_);
    EXPECT_EQ(codes.json().find("recovery_codes")->array()->size(), 10U);
    clock_.advance(Seconds{16.0 * 60});
    EXPECT_EQ(remove("/api/v1/profile/totp", mine_).status, 403);  // the password was given too long ago
    const auto fresh = headers_of(ann_);
    EXPECT_EQ(remove("/api/v1/profile/totp", fresh).status, 204);
    EXPECT_EQ(get("/api/v1/profile", fresh).json().find("totp")->boolean(), false);
    EXPECT_EQ(post("/api/v1/profile/totp/confirm", code("1"), fresh).status, 422);
}

TEST_P(FactorRoutes, TellTheBrowserWhatItNeedsForAPasskey) {
    const auto options = post("/api/v1/profile/passkeys/options", "", mine_);
    ASSERT_EQ(options.status, 200) << options.body;
    const auto view = options.json();
    const auto* key = view.find("public_key");
    ASSERT_NE(key, nullptr);
    EXPECT_EQ(key->text("challenge"), view.text("challenge_id"));
    EXPECT_EQ(key->find("rp")->text("id"), "localhost");
    EXPECT_EQ(key->find("user")->text("name"), "ann@example.org");
    EXPECT_EQ(key->find("authenticatorSelection")->text("userVerification"), "required");
    const auto login = post("/api/v1/session/passkey/options", "");
    ASSERT_EQ(login.status, 200) << login.body;
    EXPECT_EQ(login.json().find("public_key")->text("rpId"), "localhost");
    EXPECT_TRUE(get("/api/v1/profile/passkeys", mine_).json().find("items")->array()->empty());
}

TEST_P(FactorRoutes, RefuseCredentialsThatDoNotHold) {
    const auto add = [&](const char* credential) {
        return post("/api/v1/profile/passkeys",
                    std::string{R"({"challenge_id":"x","name":"phone","credential":)"} + credential + "}", mine_);
    };
    EXPECT_EQ(add("{}").status, 422);
    EXPECT_EQ(add(R"({"response":{"clientDataJSON":"*","attestationObject":""}})").status, 422);
    EXPECT_EQ(add(R"({"response":{"clientDataJSON":"e30","attestationObject":"oA"}})").status, 422);
    const auto in = [&](const char* credential) {
        return post("/api/v1/session/passkey", std::string{R"({"challenge_id":"x","credential":)"} + credential + "}");
    };
    EXPECT_EQ(in("{}").status, 422);
    EXPECT_EQ(
        in(R"({"rawId":"AA","response":{"clientDataJSON":"e30","authenticatorData":"AA","signature":"AA"}})").status,
        401);
    EXPECT_EQ(remove("/api/v1/profile/passkeys/" + to_text(IdSource::random()), mine_).status, 404);
    EXPECT_EQ(patch("/api/v1/profile/passkeys/" + to_text(IdSource::random()), R"({"name":"x"})", mine_).status, 404);
}

STRATUM_ON_EVERY_ENGINE(FactorRoutes);

TEST(PasskeysWire, KnowsWhoWeAreToBrowsers) {
    account::Policy policy;
    policy.base_url = "https://music.example.org:8443/stratum";
    const auto party = party_of(policy);
    EXPECT_EQ(party.id, "music.example.org");
    EXPECT_EQ(party.origins, std::vector<std::string>{"https://music.example.org:8443"});
}

}  // namespace
}  // namespace stratum::people
