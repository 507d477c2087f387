#include "signature.hpp"

#include "stratum/base/text.hpp"

#include <gtest/gtest.h>

namespace stratum::webhooks {
namespace {

// From the test suites of the reference libraries (github.com/standard-webhooks/standard-webhooks).
TEST(Signature, IsThatOfTheReferenceLibraries) {
    const auto secret = from_base64("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").value();
    EXPECT_EQ(sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", Timestamp{1'614'265'330'000}, R"({"test": 2432232314})"),
              "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(Signature, ChangesWithAllThatIsSigned) {
    const auto secret = make_secret();
    const auto one = sign(secret, "a", Timestamp{1000}, "body");
    EXPECT_EQ(one, sign(secret, "a", Timestamp{1999}, "body"));  // whole seconds
    EXPECT_NE(one, sign(secret, "b", Timestamp{1000}, "body"));
    EXPECT_NE(one, sign(secret, "a", Timestamp{2000}, "body"));
    EXPECT_NE(one, sign(secret, "a", Timestamp{1000}, "bodY"));
    EXPECT_NE(one, sign(make_secret(), "a", Timestamp{1000}, "body"));
}

TEST(Secret, HasTheLengthThatTheStandardAsksFor) {
    const std::string text = secret_text(make_secret());
    ASSERT_TRUE(text.starts_with("whsec_"));
    const auto bytes = from_base64(text.substr(6)).value();
    EXPECT_GE(bytes.size(), 24U);
    EXPECT_LE(bytes.size(), 64U);
    EXPECT_NE(make_secret(), make_secret());
}

}  // namespace
}  // namespace stratum::webhooks
