#include "stratum/platform/server_secrets.hpp"

#include "stratum/platform/test_server.hpp"

namespace stratum::platform {
namespace {

class Secrets : public ServerTest {};

TEST_P(Secrets, AreMadeOnceAndKept) {
    start({});
    const auto first = ServerSecrets::load(*services_);
    ASSERT_TRUE(first) << first.error().text();
    EXPECT_EQ(first->box(), ServerSecrets::load(*services_)->box());
    EXPECT_NE(first->box(), first->audit_signer().public_key());
}

TEST_P(Secrets, FollowFromTheSettingWhereThereIsOne) {
    settings_["server.secret"] = "0123456789012345678901234567890123456789";
    start({});
    const auto set = ServerSecrets::load(*services_)->box();
    settings_.erase("server.secret");
    EXPECT_NE(ServerSecrets::load(*services_)->box(), set);
    settings_["server.secret"] = "too short";
    EXPECT_EQ(ServerSecrets::load(*services_).error().code, ErrorCode::invalid_argument);
}

STRATUM_ON_EVERY_ENGINE(Secrets);

}  // namespace
}  // namespace stratum::platform
