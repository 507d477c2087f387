#include "stratum/account/id_token.hpp"

#include "stratum/crypto/sha256.hpp"
#include "test_tokens.hpp"

#include <functional>
#include <gtest/gtest.h>
#include <map>

namespace stratum::account {
namespace {

using signatures::Algorithm;
using test_keys::TestKey;

constexpr std::int64_t kNow = 1'790'000'000;

class IdTokens : public testing::TestWithParam<Algorithm> {
  protected:
    using Claims = std::map<std::string, std::string>;  ///< The values as JSON.
    static Claims good() {
        return {{"iss", R"("https://id.example")"},
                {"sub", R"("42")"},
                {"aud", R"("client")"},
                {"exp", std::to_string(kNow + 300)},
                {"iat", std::to_string(kNow - 5)},
                {"nonce", R"("n1")"},
                {"email", R"("ann@example.org")"},
                {"email_verified", "true"},
                {"name", R"("Ann")"}};
    }
    static std::string json(const Claims& claims) {
        std::string out = "{";
        for (const auto& [name, value] : claims) out += (out.size() > 1 ? ",\"" : "\"") + name + "\":" + value;
        return out + "}";
    }
    std::string header() const { return R"({"alg":")" + std::string{name_of(GetParam())} + R"(","kid":"k1"})"; }
    std::vector<ProviderKey> keys() const { return {{"k0", other_.public_key()}, {"k1", key_.public_key()}}; }
    Result<IdToken> check(const std::string& token) const {
        return validate_id_token(
            token, keys(),
            {.issuer = "https://id.example", .client_id = "client", .nonce = "n1", .now = Timestamp{kNow * 1000}});
    }
    std::string verdict(const std::function<void(Claims&)>& change) const {
        Claims claims = good();
        change(claims);
        const auto token = check(make_token(key_, header(), json(claims)));
        return token ? "ok" : std::string{name_of(token.error().code)};
    }
    TestKey key_{GetParam()};
    TestKey other_{Algorithm::eddsa};
};

TEST_P(IdTokens, ThatAreRightTellWhoItIs) {
    const auto token = check(make_token(key_, header(), json(good())));
    ASSERT_TRUE(token) << token.error().text();
    EXPECT_EQ(token->issuer, "https://id.example");
    EXPECT_EQ(token->subject, "42");
    EXPECT_EQ(token->email, "ann@example.org");
    EXPECT_TRUE(token->email_verified);
    EXPECT_EQ(token->name, "Ann");
    // Without the name of a key, all keys of the kind are tried.
    EXPECT_TRUE(check(make_token(key_, R"({"alg":")" + std::string{name_of(GetParam())} + "\"}", json(good()))));
}

TEST_P(IdTokens, AreRefusedForEachClaimThatDoesNotHold) {
    const std::string denied = "permission_denied";
    EXPECT_EQ(verdict([](Claims&) {}), "ok");
    EXPECT_EQ(verdict([](Claims& c) { c["iss"] = R"("https://id.example/")"; }), denied);
    EXPECT_EQ(verdict([](Claims& c) { c.erase("iss"); }), denied);
    EXPECT_EQ(verdict([](Claims& c) { c["aud"] = R"("other")"; }), denied);
    EXPECT_EQ(verdict([](Claims& c) { c.erase("aud"); }), denied);
    EXPECT_EQ(verdict([](Claims& c) { c["aud"] = R"(["client"])"; }), "ok");
    EXPECT_EQ(verdict([](Claims& c) { c["aud"] = "[]"; }), denied);
    EXPECT_EQ(verdict([](Claims& c) { c["aud"] = "7"; }), denied);
    EXPECT_EQ(verdict([](Claims& c) { c["aud"] = R"(["client","other"])"; }), denied);
    EXPECT_EQ(verdict([](Claims& c) { c["aud"] = R"(["client","other"])", c["azp"] = R"("client")"; }), "ok");
    EXPECT_EQ(verdict([](Claims& c) { c["azp"] = R"("other")"; }), denied);
    EXPECT_EQ(verdict([](Claims& c) { c["exp"] = std::to_string(kNow - 59); }), "ok");  // clocks differ by a minute
    EXPECT_EQ(verdict([](Claims& c) { c["exp"] = std::to_string(kNow - 60); }), denied);
    EXPECT_EQ(verdict([](Claims& c) { c["exp"] = R"("soon")"; }), denied);
    EXPECT_EQ(verdict([](Claims& c) { c.erase("exp"); }), denied);
    EXPECT_EQ(verdict([](Claims& c) { c["iat"] = std::to_string(kNow + 61); }), denied);
    EXPECT_EQ(verdict([](Claims& c) { c.erase("iat"); }), denied);
    EXPECT_EQ(verdict([](Claims& c) { c["nbf"] = std::to_string(kNow + 61); }), denied);
    EXPECT_EQ(verdict([](Claims& c) { c["nonce"] = R"("n2")"; }), denied);
    EXPECT_EQ(verdict([](Claims& c) { c.erase("nonce"); }), denied);
    EXPECT_EQ(verdict([](Claims& c) { c["sub"] = "\"\""; }), denied);
    EXPECT_EQ(verdict([](Claims& c) { c["sub"] = R"("a\u0000b")"; }), denied);
    EXPECT_EQ(verdict([](Claims& c) { c["sub"] = "\"" + std::string(256, 'x') + "\""; }), denied);
}

TEST_P(IdTokens, VouchForAnAddressOnlyInSoManyWords) {
    const auto verified = [&](const std::function<void(Claims&)>& change) {
        Claims claims = good();
        change(claims);
        return check(make_token(key_, header(), json(claims)))->email_verified;
    };
    EXPECT_FALSE(verified([](Claims& c) { c["email_verified"] = "false"; }));
    EXPECT_FALSE(verified([](Claims& c) { c["email_verified"] = "\"true\""; }));
    EXPECT_FALSE(verified([](Claims& c) { c.erase("email_verified"); }));
    EXPECT_FALSE(verified([](Claims& c) { c.erase("email"); }));
    EXPECT_FALSE(verified([](Claims& c) { c["email"] = R"("a\u0000@example.org")"; }));
}

TEST_P(IdTokens, AreRefusedUnlessAKeyOfTheProviderSignedThem) {
    const auto code_of = [&](const std::string& token) {
        const auto result = check(token);
        return result ? "ok" : std::string{name_of(result.error().code)};
    };
    const std::string claims = json(good());
    EXPECT_EQ(code_of(make_token(TestKey{GetParam()}, header(), claims)), "permission_denied");
    // The algorithm is the key's, whatever the header says.
    for (const char* algorithm : {"none", "HS256", "RS384", ""})
        EXPECT_EQ(code_of(make_token(key_, R"({"alg":")" + std::string{algorithm} + R"(","kid":"k1"})", claims)),
                  "permission_denied")
            << algorithm;
    EXPECT_EQ(code_of(url64(R"({"alg":"none"})") + "." + url64(claims) + "."), "permission_denied");
    EXPECT_EQ(code_of(make_token(key_, R"({"alg":")" + std::string{name_of(GetParam())} + R"(","kid":"k9"})", claims)),
              "permission_denied");
    EXPECT_EQ(code_of(make_token(
                  key_, R"({"alg":")" + std::string{name_of(GetParam())} + R"(","kid":"k1","crit":["x"]})", claims)),
              "permission_denied");
    // Other claims under the same signature.
    std::string token = make_token(key_, header(), claims);
    const std::size_t first = token.find('.');
    const std::size_t second = token.rfind('.');
    EXPECT_EQ(code_of(token.substr(0, first + 1) + url64(json({{"sub", "\"1\""}})) + token.substr(second)),
              "permission_denied");
    for (const std::string& bad : {std::string{}, std::string{"a.b"}, std::string{"a.b.c.d"}, std::string{".."},
                                   token + "=", token + ".", " " + token, std::string(20000, 'a')})
        EXPECT_EQ(code_of(bad), "corrupt") << bad.substr(0, 20);
}

INSTANTIATE_TEST_SUITE_P(Algorithms, IdTokens, testing::Values(Algorithm::es256, Algorithm::rs256, Algorithm::eddsa),
                         [](const auto& test) { return std::string{name_of(test.param)}; });

TEST(Jwks, PassOverWhatCanNotBeUsed) {
    const TestKey key{Algorithm::es256};
    const auto keys =
        parse_jwks(R"({"keys":[{"kty":"oct","k":"AAAA"},7,null,{"kty":"RSA"},)" + jwk_of(key, "a") + "]}");
    ASSERT_TRUE(keys) << keys.error().text();
    ASSERT_EQ(keys->size(), 1U);
    EXPECT_EQ(keys->front().id, "a");
    EXPECT_EQ(keys->front().key, key.public_key());
    for (const char* bad :
         {"", "[]", "{}", R"({"keys":{}})", R"({"keys":[]})", R"({"keys":[{"kty":"oct","k":"AAAA"}]})", "x"})
        EXPECT_FALSE(parse_jwks(bad)) << bad;
}

}  // namespace
}  // namespace stratum::account
