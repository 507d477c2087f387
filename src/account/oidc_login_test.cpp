#include "stratum/account/oidc_login.hpp"

#include "stratum/account/passwords.hpp"
#include "stratum/crypto/sha256.hpp"
#include "test_account.hpp"
#include "test_tokens.hpp"

#include <gmock/gmock.h>
#include <map>

namespace stratum::account {
namespace {

using signatures::Algorithm;
using test_keys::TestKey;

/// The part of `url` behind `name=`, still encoded.
std::string parameter(const std::string& url, const std::string& name) {
    const auto at = url.find(name + "=");
    if (at == std::string::npos) return "";
    const auto begin = at + name.size() + 1;
    return url.substr(begin, url.find('&', begin) - begin);
}

class OidcLogin : public AccountTest {
  protected:
    /// A provider that remembers what it was asked and gives one code away.
    Fetch fetch() {
        return [this](const std::string& url, const std::optional<Form>& form) -> Result<std::string> {
            asked_.push_back(url);
            if (url == "https://id.example/.well-known/openid-configuration") return discovery_;
            if (url == "https://id.example/jwks") return R"({"keys":[)" + jwk_of(key_, "k1") + "]}";
            if (url != "https://id.example/token" || !form) return error(ErrorCode::not_found, "no such page");
            form_ = form->body;
            authorization_ = form->authorization;
            // As a provider does: the verifier must be what the challenge was made of.
            const auto hash = to_base64(crypto::sha256(parameter(form_, "code_verifier")), Base64::url);
            if (parameter(form_, "code") != "c1" || hash != challenge_)
                return std::string{R"({"error":"invalid_grant"})"};
            return R"({"id_token":")" + make_token(key_, R"({"alg":"ES256","kid":"k1"})", claims()) + "\"}";
        };
    }
    std::string claims() const {
        const auto now = clock_.now().milliseconds / 1000;
        return R"({"iss":"https://id.example","sub":"42","aud":"client","email":"ann@example.org","email_verified":true,)"
               R"("name":"Ann","nonce":")" +
               nonce_ + R"(","iat":)" + std::to_string(now) + R"(,"exp":)" + std::to_string(now + 60) + "}";
    }
    OidcStart begin(const std::optional<Uuid>& link = {}, std::string_view return_to = "/tracks") {
        auto start =
            start_oidc(db(), as({}), box_, provider_, "https://stratum.example/api/v1/oidc", return_to, link).value();
        challenge_ = parameter(start.url, "code_challenge");
        nonce_ = parameter(start.url, "nonce");
        return start;
    }
    Result<OidcPending> take(const OidcStart& start) {
        return take_oidc(db(), as({}), box_, provider_, start.state, start.state);
    }
    IdToken token(std::string email = "ann@example.org", bool verified = true, std::string subject = "42") {
        return {"https://id.example", std::move(subject), std::move(email), verified, "Ann"};
    }
    Result<Uuid> whose(const IdToken& id, const std::optional<Uuid>& link = {}) {
        return user_of_identity(db(), as({}), provider_, id, link);
    }
    TestKey key_{Algorithm::es256};
    crypto::BoxKey box_{5};
    Provider provider_{.name = "Example ID",
                       .issuer = "https://id.example",
                       .client_id = "client",
                       .client_secret = "s&cret",
                       .authorization_endpoint = "https://id.example/authorize",
                       .token_endpoint = "https://id.example/token",
                       .jwks_uri = "https://id.example/jwks"};
    std::string discovery_ =
        R"({"issuer":"https://id.example","authorization_endpoint":"https://id.example/authorize",)"
        R"("token_endpoint":"https://id.example/token","jwks_uri":"https://id.example/jwks"})";
    std::string challenge_, nonce_, form_, authorization_;
    std::vector<std::string> asked_;
};

TEST_P(OidcLogin, GoesThereAndComesBack) {
    const auto start = begin();
    EXPECT_TRUE(start.url.starts_with(
        "https://id.example/authorize?response_type=code&client_id=client&redirect_uri=https%3a%2f%2f"))
        << start.url;
    EXPECT_EQ(parameter(start.url, "code_challenge_method"), "S256");
    EXPECT_EQ(parameter(start.url, "state"), start.state);
    EXPECT_EQ(parameter(start.url, "scope"), "openid%20email%20profile");
    const auto pending = take(start);
    ASSERT_OK(pending);
    EXPECT_EQ(pending->return_to, "/tracks");
    const auto id =
        redeem_code(provider_, *pending, "c1", "https://stratum.example/api/v1/oidc", fetch(), clock_.now());
    ASSERT_OK(id);
    EXPECT_EQ(id->subject, "42");
    EXPECT_EQ(parameter(form_, "client_secret"), "s%26cret");
    EXPECT_EQ(parameter(form_, "grant_type"), "authorization_code");
    EXPECT_EQ(asked_.size(), 2U);
    // The wrong code, in the provider's words; and no code at all.
    const auto wrong = redeem_code(provider_, *pending, "c2", "x", fetch(), clock_.now());
    EXPECT_CODE(ErrorCode::permission_denied, wrong);
    EXPECT_THAT(wrong.error().message, testing::HasSubstr("invalid_grant"));
    EXPECT_CODE(ErrorCode::permission_denied, redeem_code(provider_, *pending, "", "x", fetch(), clock_.now()));
    // An answer to another login.
    OidcPending other = *pending;
    other.nonce = "n";
    EXPECT_CODE(ErrorCode::permission_denied, redeem_code(provider_, other, "c1", "x", fetch(), clock_.now()));
}

TEST_P(OidcLogin, ComesBackOnceInTheSameBrowserAndInTime) {
    const auto start = begin();
    EXPECT_CODE(ErrorCode::permission_denied, take_oidc(db(), as({}), box_, provider_, start.state, ""));
    EXPECT_CODE(ErrorCode::permission_denied, take_oidc(db(), as({}), box_, provider_, start.state, "other"));
    EXPECT_CODE(ErrorCode::permission_denied, take_oidc(db(), as({}), box_, provider_, "", ""));
    Provider another = provider_;
    another.issuer = "https://evil.example";
    EXPECT_CODE(ErrorCode::permission_denied, take_oidc(db(), as({}), box_, another, start.state, start.state));
    ASSERT_OK(take(start));
    EXPECT_CODE(ErrorCode::permission_denied, take(start));
    const auto late = begin();
    clock_.advance(policy_.ceremony);
    EXPECT_CODE(ErrorCode::permission_denied, take(late));
    begin();
    EXPECT_EQ(count("oidc_logins"), 1);
}

TEST_P(OidcLogin, LinksByAnAddressThatBothSidesProved) {
    const Uuid ann = make_user("ann");
    EXPECT_EQ(whose(token()).value(), ann);
    EXPECT_EQ(whose(token("new@example.org", false)).value(), ann);  // known by its subject from now on
    EXPECT_EQ(list_identities(db(), ann)->front().email, "new@example.org");
    // Who registered an address that is not theirs waits in vain for its owner.
    const Uuid eve = create_user(db(), as_system(), {.email = "victim@example.org"}).value();
    EXPECT_CODE(ErrorCode::permission_denied, whose(token("victim@example.org", true, "43")));
    EXPECT_TRUE(list_identities(db(), eve)->empty());
    EXPECT_CODE(ErrorCode::permission_denied, whose(token("ann@example.org", false, "44")));
}

TEST_P(OidcLogin, MakesAccountsOnlyWhereThatIsWanted) {
    EXPECT_CODE(ErrorCode::not_found, whose(token()));
    provider_.allow_sign_up = true;
    EXPECT_CODE(ErrorCode::permission_denied, whose(token("ann@example.org", false)));
    const auto made = whose(token());
    ASSERT_OK(made);
    const auto user = find_user(db(), *made).value();
    EXPECT_EQ(user->email, "ann@example.org");
    EXPECT_EQ(user->name, "Ann");
    EXPECT_TRUE(user->email_verified_at);
    EXPECT_EQ(whose(token()).value(), *made);
}

TEST_P(OidcLogin, LinksExplicitlyWhateverTheAddress) {
    const Uuid bob = make_user("bob");
    const auto start = begin(bob, "//evil.example");
    const auto pending = take(start).value();
    EXPECT_EQ(pending.link_user, bob);
    EXPECT_EQ(pending.return_to, "/");
    EXPECT_EQ(whose(token("other@example.org", false), bob).value(), bob);
    EXPECT_CODE(ErrorCode::already_exists, whose(token(), make_user("eve")));
    // The last way in is not taken away.
    EXPECT_CODE(ErrorCode::invalid_argument, remove_identity(db(), as_user(bob), bob, "https://id.example", "42"));
    const auto password = prepare_password("four random words", "bob@example.org", policy_).value();
    ASSERT_OK(set_password(db(), as_user(bob), bob, password));
    EXPECT_CODE(ErrorCode::not_found, remove_identity(db(), as_user(bob), bob, "https://id.example", "43"));
    EXPECT_CODE(ErrorCode::not_found, remove_identity(db(), as_user(bob), bob, std::string_view{"a\0", 2}, "42"));
    ASSERT_OK(remove_identity(db(), as_user(bob), bob, "https://id.example", "42"));
    EXPECT_TRUE(list_identities(db(), bob)->empty());
}

TEST_P(OidcLogin, FindsTheEndpointsThatTheProviderNames) {
    Provider found{.issuer = "https://id.example"};
    ASSERT_OK(discover(found, fetch()));
    EXPECT_EQ(found.authorization_endpoint, "https://id.example/authorize");
    EXPECT_EQ(found.jwks_uri, "https://id.example/jwks");
    Provider slash{.issuer = "https://id.example/"};
    EXPECT_CODE(ErrorCode::corrupt, discover(slash, fetch()));  // names itself otherwise
    for (const char* url : {"http://id.example/token", "ftp://x", "", "javascript:alert(1)",
                            "http://localhost@evil.example/", "http://127.0.0.1.evil.example/", "https://"}) {
        discovery_ =
            R"({"issuer":"https://id.example","authorization_endpoint":"https://id.example/a","jwks_uri":"https://id.example/j","token_endpoint":")" +
            std::string{url} + "\"}";
        EXPECT_CODE(ErrorCode::corrupt, discover(found, fetch()));
    }
    discovery_ =
        R"({"issuer":"https://id.example","authorization_endpoint":"http://localhost:9/a","jwks_uri":"http://[::1]:9/j","token_endpoint":"http://127.0.0.1:9/t"})";
    ASSERT_OK(discover(found, fetch()));
    discovery_ = "no json";
    EXPECT_CODE(ErrorCode::corrupt, discover(found, fetch()));
}

TEST_P(OidcLogin, ShowsTheSecretAsTheProviderWants) {
    const auto described = [&](const std::string& methods) {
        discovery_ = R"({"issuer":"https://id.example","authorization_endpoint":"https://id.example/authorize",)"
                     R"("token_endpoint":"https://id.example/token","jwks_uri":"https://id.example/jwks")" +
                     (methods.empty() ? "" : R"(,"token_endpoint_auth_methods_supported":)" + methods) + "}";
        return discover(provider_, fetch());
    };
    const auto redeem = [&] {
        const auto start = begin();
        return redeem_code(provider_, take(start).value(), "c1", "https://stratum.example/x", fetch(), clock_.now());
    };
    for (const char* methods : {"", R"(["client_secret_basic","private_key_jwt"])"}) {
        ASSERT_OK(described(methods));
        ASSERT_OK(redeem());
        EXPECT_EQ(authorization_, "Basic Y2xpZW50OnMlMjZjcmV0");  // client:s%26cret
        EXPECT_EQ(parameter(form_, "client_secret"), "");
        EXPECT_EQ(parameter(form_, "client_id"), "");
    }
    ASSERT_OK(described(R"(["client_secret_basic","client_secret_post"])"));
    ASSERT_OK(redeem());
    EXPECT_EQ(authorization_, "");
    EXPECT_EQ(parameter(form_, "client_secret"), "s%26cret");
    EXPECT_CODE(ErrorCode::unsupported, described(R"(["private_key_jwt"])"));
    // Who has no secret shows none.
    provider_.client_secret.clear();
    ASSERT_OK(described(R"(["none"])"));
    ASSERT_OK(redeem());
    EXPECT_EQ(authorization_, "");
    EXPECT_EQ(parameter(form_, "client_id"), "client");
}

STRATUM_ON_EVERY_ENGINE(OidcLogin);

TEST(LocalPath, LeadsNowhereElse) {
    for (const char* good : {"/", "/tracks", "/tracks?x=1#y", "/a//b"}) EXPECT_EQ(local_path(good), good);
    for (const char* bad : {"", "//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil", "tracks",
                            "/a b", "/a\r\nSet-Cookie: x", "javascript:alert(1)"})
        EXPECT_EQ(local_path(bad), "/") << bad;
    EXPECT_EQ(local_path("/" + std::string(3000, 'a')), "/");
}

}  // namespace
}  // namespace stratum::account
