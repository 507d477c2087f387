#include "stratum/crypto/ed25519.hpp"

#include "stratum/base/text.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace stratum::crypto {
namespace {

Ed25519Signer signer_of(std::string_view hex) {
    Ed25519Signer::Seed seed{};
    std::ranges::copy(from_hex(hex).value(), seed.begin());
    return Ed25519Signer{seed};
}

struct Published {  // RFC 8032, section 7.1
    const char* seed;
    const char* key;
    const char* message;
    const char* signature;
};
const std::vector<Published> kPublished{
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe246"
     "55141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb"
     "00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc"
     "027beceea1ec40a"},
};

TEST(Ed25519, GivesThePublishedSignatures) {
    for (const auto& p : kPublished) {
        const auto signer = signer_of(p.seed);
        const auto message = from_hex(p.message).value();
        EXPECT_EQ(stratum::to_hex(signer.public_key()), p.key);
        const auto signature = signer.sign(message);
        EXPECT_EQ(stratum::to_hex(signature), p.signature);
        EXPECT_TRUE(verify_ed25519(signer.public_key(), message, signature));
    }
}

TEST(Ed25519, RefusesWhatWasChanged) {
    const auto signer = signer_of(kPublished[2].seed);
    const std::vector<std::uint8_t> message{1, 2, 3};
    const auto signature = signer.sign(message);
    for (std::size_t i = 0; i < signature.size(); ++i) {
        auto changed = signature;
        changed[i] ^= 1;
        EXPECT_FALSE(verify_ed25519(signer.public_key(), message, changed)) << i;
    }
    const std::vector<std::uint8_t> other{1, 2, 4};
    EXPECT_FALSE(verify_ed25519(signer.public_key(), other, signature));
    EXPECT_FALSE(verify_ed25519(signer_of(kPublished[0].seed).public_key(), message, signature));
    EXPECT_FALSE(verify_ed25519(signer.public_key(), message, std::span{signature}.first(63)));
    EXPECT_FALSE(verify_ed25519(Ed25519PublicKey{}, message, signature));  // a point of small order
}

}  // namespace
}  // namespace stratum::crypto
