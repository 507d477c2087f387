#include "stratum/account/server_keys.hpp"

#include "stratum/base/text.hpp"

#include <gtest/gtest.h>

namespace stratum::account {
namespace {

TEST(ServerKeys, FollowFromTheSecretAndDoNotTellEachOther) {
    const ServerSecret secret{1, 2, 3};
    const auto keys = derive_keys(secret);
    const auto again = derive_keys(secret);
    EXPECT_EQ(keys.box, again.box);
    EXPECT_EQ(keys.audit.public_key(), again.audit.public_key());
    EXPECT_NE(keys.box, derive_keys({1, 2, 4}).box);
    EXPECT_NE(keys.audit.public_key(), derive_keys({1, 2, 4}).audit.public_key());
    EXPECT_NE(crypto::Ed25519Signer{keys.box}.public_key(), keys.audit.public_key());
    // What was sealed by an older program must open: these may never change. By Python's hmac module.
    EXPECT_EQ(to_hex(derive_keys({}).box), "486662feb59b188d0144a2496bf6baa00b4812be23b017a084bea0b84287df6f");
}

}  // namespace
}  // namespace stratum::account
