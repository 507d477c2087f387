#include "stratum/crypto/secrets.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace stratum::crypto {
namespace {

TEST(EqualInConstantTime, ComparesEveryByteAndTheLength) {
    EXPECT_TRUE(equal_in_constant_time(std::string_view{}, std::string_view{}));
    EXPECT_TRUE(equal_in_constant_time("secret", "secret"));
    EXPECT_FALSE(equal_in_constant_time("secret", "secreT"));
    EXPECT_FALSE(equal_in_constant_time("secret", "Secret"));
    EXPECT_FALSE(equal_in_constant_time("secret", "secret "));
    EXPECT_FALSE(equal_in_constant_time("secret", std::string_view{}));
}

TEST(Wipe, LeavesZeros) {
    std::vector<std::uint8_t> secret(33, 0x5a);
    wipe(secret);
    EXPECT_EQ(secret, std::vector<std::uint8_t>(33, 0));
    wipe({});
}

}  // namespace
}  // namespace stratum::crypto
