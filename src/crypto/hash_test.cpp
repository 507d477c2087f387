#include "stratum/crypto/hash.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <vector>

namespace stratum::crypto {
namespace {

std::vector<std::uint8_t> bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

// Expected values from `b2sum -l 256` (GNU coreutils).
TEST(Blake2b256, GivesThePublishedValues) {
    EXPECT_EQ(to_hex(blake2b_256({})), "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
    EXPECT_EQ(to_hex(blake2b_256(bytes_of("abc"))), "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

// Expected values from Python's hashlib.
TEST(Blake2b256, GivesThePublishedValuesWithAKey) {
    std::array<std::uint8_t, 32> key{};
    for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::uint8_t>(i);
    Blake2b256 mac{key};
    EXPECT_EQ(to_hex(mac.digest()), "4e51e7a913fc80137da52880fecca175bf81e117d5c68126dc2774033517ea0d");
    mac.update("abc");
    EXPECT_EQ(to_hex(mac.digest()), "d63a32d3e44738d7907f964316c241adaba0abfeabc32349677578a15a203f7f");
}

TEST(Blake2b256, DoesNotDependOnHowTheBytesArrive) {
    std::vector<std::uint8_t> data(100'003);
    for (std::size_t i = 0; i < data.size(); ++i) data[i] = static_cast<std::uint8_t>(i * 31 + i / 257);
    for (const std::size_t piece : {std::size_t{1}, std::size_t{127}, std::size_t{128}, std::size_t{65'536}}) {
        Blake2b256 hash;
        for (std::size_t at = 0; at < data.size(); at += piece)
            hash.update(std::span{data}.subspan(at, std::min(piece, data.size() - at)));
        EXPECT_EQ(hash.digest(), blake2b_256(data)) << "pieces of " << piece;
    }
}

TEST(Blake2b256, GoesOnAfterADigestAndCopiesAreIndependent) {
    Blake2b256 one;
    one.update("stra");
    Blake2b256 other = one;
    EXPECT_EQ(one.digest(), blake2b_256(bytes_of("stra")));
    one.update("tum");
    other.update("fied");
    EXPECT_EQ(one.digest(), blake2b_256(bytes_of("stratum")));
    EXPECT_EQ(other.digest(), blake2b_256(bytes_of("strafied")));
}

}  // namespace
}  // namespace stratum::crypto
