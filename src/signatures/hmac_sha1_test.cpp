#include "stratum/signatures/hmac_sha1.hpp"

#include "stratum/base/text.hpp"

#include <gtest/gtest.h>
#include <string_view>
#include <vector>

namespace stratum::signatures {
namespace {

std::span<const std::uint8_t> bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

TEST(HmacSha1, GivesTheDigestsOfRfc2202) {
    const std::vector<std::uint8_t> key(20, 0x0b);
    EXPECT_EQ(to_hex(hmac_sha1(key, bytes_of("Hi There"))), "b617318655057264e28bc0b6fb378c8ef146be00");
    EXPECT_EQ(to_hex(hmac_sha1(bytes_of("Jefe"), bytes_of("what do ya want for nothing?"))),
              "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
    const std::vector<std::uint8_t> long_key(80, 0xaa);
    EXPECT_EQ(to_hex(hmac_sha1(long_key, bytes_of("Test Using Larger Than Block-Size Key - Hash Key First"))),
              "aa4ae5e15272d00e95705637ce8a3b55ed402112");
    EXPECT_EQ(to_hex(hmac_sha1({}, {})), "fbdb1d1b18aa6c08324b7d64b71fb76370690e1d");
}

}  // namespace
}  // namespace stratum::signatures
