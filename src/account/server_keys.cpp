#include "stratum/account/server_keys.hpp"

#include "stratum/crypto/secrets.hpp"
#include "stratum/crypto/sha256.hpp"

#include <string_view>

namespace stratum::account {
namespace {

crypto::Hash256 derived(const ServerSecret& secret, std::string_view purpose) {
    return crypto::hmac_sha256(secret, {reinterpret_cast<const std::uint8_t*>(purpose.data()), purpose.size()});
}

}  // namespace

ServerKeys derive_keys(const ServerSecret& secret) {
    crypto::Hash256 seed = derived(secret, "stratum server key 1: audit");
    ServerKeys out{derived(secret, "stratum server key 1: box"), crypto::Ed25519Signer{seed}};
    crypto::wipe(seed);
    return out;
}

}  // namespace stratum::account
