#pragma once

#include "stratum/crypto/ed25519.hpp"
#include "stratum/crypto/secret_box.hpp"

#include <array>
#include <cstdint>

namespace stratum::account {

/// The one secret of a server: 32 random bytes, made at the first start and kept in a file that only the server may
/// read. Whoever loses it loses second factors and must begin new chains of the audit log; whoever copies a database
/// copies it too.
using ServerSecret = std::array<std::uint8_t, 32>;

/// What follows from it, one key for each purpose, so that none is used for two.
struct ServerKeys {
    crypto::BoxKey box;           ///< Seals TOTP secrets, secrets of webhooks, logins that were begun.
    crypto::Ed25519Signer audit;  ///< Signs checkpoints of the audit log; its public half is given to auditors.
};
[[nodiscard]] ServerKeys derive_keys(const ServerSecret& secret);

}  // namespace stratum::account
