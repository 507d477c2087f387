#include "stratum/crypto/secret_box.hpp"

#include "stratum/base/text.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace stratum::crypto {
namespace {

TEST(SecretBox, OpensWithKeyAndContextOnly) {
    BoxKey key{};
    std::ranges::fill(key, std::uint8_t{7});
    const Bytes secret{1, 2, 3, 4};
    const Bytes box = seal(key, "totp:ann", secret);
    EXPECT_EQ(box.size(), secret.size() + 40);
    EXPECT_EQ(open_sealed(key, "totp:ann", box).value(), secret);
    EXPECT_EQ(open_sealed(key, "totp:bob", box).error().code, ErrorCode::corrupt);
    BoxKey other = key;
    other[31] ^= 1;
    EXPECT_EQ(open_sealed(other, "totp:ann", box).error().code, ErrorCode::corrupt);
}

TEST(SecretBox, EveryChangedBitAndEveryCutIsSeen) {
    const BoxKey key{};
    const Bytes box = seal(key, "c", Bytes{9});
    for (std::size_t bit = 0; bit < box.size() * 8; ++bit) {
        Bytes changed = box;
        changed[bit / 8] = static_cast<std::uint8_t>(changed[bit / 8] ^ (1U << bit % 8));
        EXPECT_FALSE(open_sealed(key, "c", changed)) << bit;
    }
    for (std::size_t size = 0; size < box.size(); ++size)
        EXPECT_FALSE(open_sealed(key, "c", std::span{box}.first(size))) << size;
}

TEST(SecretBox, SameSecretLooksDifferentEachTime) {
    const BoxKey key{};
    EXPECT_NE(seal(key, "c", Bytes{}), seal(key, "c", Bytes{}));
    EXPECT_TRUE(open_sealed(key, "c", seal(key, "c", Bytes{}))->empty());
}

TEST(SecretBox, OpensThePublishedExample) {
    // draft-irtf-cfrg-xchacha-03, appendix A.3.1.
    BoxKey key{};
    for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::uint8_t>(0x80 + i);
    const auto context = from_hex("50515253c0c1c2c3c4c5c6c7").value();
    const auto box =
        from_hex(
            "404142434445464748494a4b4c4d4e4f5051525354555657"
            "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39"
            "ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9"
            "21f9664c97637da9768812f615c68b13b52ec0875924c1c7987947deafd8780acf49")
            .value();
    const auto secret = open_sealed(key, {reinterpret_cast<const char*>(context.data()), context.size()}, box);
    ASSERT_TRUE(secret);
    EXPECT_EQ(std::string(secret->begin(), secret->end()),
              "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen "
              "would be it.");
}

}  // namespace
}  // namespace stratum::crypto
