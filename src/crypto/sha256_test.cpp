#include "stratum/crypto/sha256.hpp"

#include "stratum/base/text.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace stratum::crypto {
namespace {

std::span<const std::uint8_t> bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

TEST(Sha256, GivesThePublishedDigests) {  // FIPS 180-4 examples
    EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(to_hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(to_hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(HmacSha256, GivesTheDigestsOfRfc4231) {
    const std::vector<std::uint8_t> key1(20, 0x0b);
    EXPECT_EQ(to_hex(hmac_sha256(key1, bytes_of("Hi There"))),
              "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    EXPECT_EQ(to_hex(hmac_sha256(bytes_of("Jefe"), bytes_of("what do ya want for nothing?"))),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    const std::vector<std::uint8_t> key3(20, 0xaa);
    const std::vector<std::uint8_t> data3(50, 0xdd);
    EXPECT_EQ(to_hex(hmac_sha256(key3, data3)), "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
    const std::vector<std::uint8_t> long_key(131, 0xaa);  // longer than a block: case 6
    EXPECT_EQ(to_hex(hmac_sha256(long_key, bytes_of("Test Using Larger Than Block-Size Key - Hash Key First"))),
              "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

}  // namespace
}  // namespace stratum::crypto
