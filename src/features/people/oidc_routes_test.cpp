#include "providers.hpp"
#include "test_people.hpp"

namespace stratum::people {
namespace {

class OidcRoutes : public PeopleTest {
  protected:
    void SetUp() override {
        PeopleTest::SetUp();
        if (IsSkipped()) return;
        settings_["oidc.providers"] = "example, half ,B@D";
        settings_["oidc.issuer.example"] = "http://127.0.0.1:1";  // where nobody listens
        settings_["oidc.client_id.example"] = "stratum";
        settings_["oidc.name.example"] = "Example ID";
        settings_["oidc.issuer.half"] = "https://id.example.org";  // without a client's id
        serve();
        make_member("ann", "owner");
    }
};

TEST_P(OidcRoutes, NameTheProvidersThatAreComplete) {
    const auto view = get("/api/v1/session").json();
    const auto& providers = *view.find("server")->find("oidc_providers")->array();
    ASSERT_EQ(providers.size(), 1U);
    EXPECT_EQ(providers[0].text("id"), "example");
    EXPECT_EQ(providers[0].text("name"), "Example ID");
    EXPECT_FALSE(find_provider(*services_, "example")->provider.allow_sign_up);
}

TEST_P(OidcRoutes, TellWhenAProviderIsUnknownOrAway) {
    EXPECT_EQ(get("/api/v1/session/oidc/other/start").status, 404);
    const auto away = get("/api/v1/session/oidc/example/start");
    EXPECT_EQ(away.status, 503);
    EXPECT_EQ(code_of(away.json()), "unavailable");
    EXPECT_EQ(get("/api/v1/session/oidc/example/start?remember=perhaps").status, 400);
    EXPECT_EQ(get("/api/v1/session/oidc/other/callback?code=x&state=y").status, 404);
}

TEST_P(OidcRoutes, TakeNoAnswerThatNobodyAskedFor) {
    const auto reply = get("/api/v1/session/oidc/example/callback?code=x&state=y", {{"Cookie", "stratum_oidc=y"}});
    EXPECT_EQ(reply.status, 401) << reply.body;
    EXPECT_EQ(reply.headers.find("Set-Cookie"), nullptr);
    EXPECT_EQ(get("/api/v1/session/oidc/example/callback").status, 401);
    const auto person = get("/api/v1/session/oidc/example/callback", {{"Accept", "text/html"}});
    EXPECT_EQ(person.status, 302);
    EXPECT_EQ(person.headers.get("Location"), "/sign-in?refused=expired");
}

STRATUM_ON_EVERY_ENGINE(OidcRoutes);

}  // namespace
}  // namespace stratum::people
