#pragma once

#include "stratum/base/cbor.hpp"
#include "stratum/base/clock.hpp"
#include "stratum/base/ids.hpp"
#include "stratum/base/result.hpp"
#include "stratum/crypto/ed25519.hpp"
#include "stratum/crypto/hash.hpp"
#include "stratum/store/database.hpp"

#include <optional>
#include <string>
#include <vector>

namespace stratum::account {

// What makes the audit log tamper-evident. The entries of a workspace are put into a chain: each has a position (1, 2,
// ...) and a hash over itself and the hash before it [after Schneier and Kelsey 1999]; now and then the last hash is
// signed. Who changes, removes or reorders sealed entries must make all later hashes anew and can not sign them; who
// cuts the end off is found by any checkpoint that was kept elsewhere. Writers do not wait for each other, so an entry
// gets its place in the chain when it is sealed; until then a hash over itself, written with it, shows that it was
// changed. Who takes out an entry that waits, or makes its hash anew, is not found: seal often.

/// What one hash covers. Written as a CBOR array (RFC 8949) of these, in this order, behind the text "stratum audit
/// entry 1".
struct ChainEntry {
    Uuid workspace;
    std::int64_t position = 0;
    crypto::Hash256 previous{};  ///< Zeros before the first entry.
    Uuid id;
    Timestamp at;
    std::string actor_kind;
    Uuid actor;
    std::string action;
    std::string subject;
    std::string details;
    crypto::Hash256 personal_hash{};  ///< BLAKE2b-256 of salt and text, which are kept beside and may be erased.
};
[[nodiscard]] crypto::Hash256 hash_of(const ChainEntry& entry);
/// Over the entry alone, without place and predecessor, behind the text "stratum audit content 1".
[[nodiscard]] crypto::Hash256 content_hash_of(const ChainEntry& entry);

/// "At this time the chain had this hash at this position", signed. The signature covers a CBOR array of the text
/// "stratum audit checkpoint 1", workspace, position, hash and milliseconds.
struct Checkpoint {
    Uuid workspace;
    std::int64_t position = 0;
    crypto::Hash256 hash{};
    Timestamp at;
    crypto::Ed25519PublicKey key{};
    crypto::Ed25519Signature signature{};
};
[[nodiscard]] Checkpoint sign_checkpoint(const crypto::Ed25519Signer& signer, const Uuid& workspace,
                                         std::int64_t position, const crypto::Hash256& hash, Timestamp at);
/// Whether its own key signed it; whether that key is to be trusted is for the reader to know.
[[nodiscard]] bool is_signed(const Checkpoint& checkpoint);

/// Seals up to `most` entries that wait, oldest first, and signs a checkpoint at the end. Returns how many. One that
/// was changed while it waited gets a hash that will never fit it, so that every later look finds it. Inside the
/// caller's transaction; of two who seal at the same moment one gets `busy` or `already_exists` and tries again later.
[[nodiscard]] Result<std::int64_t> seal_audit(store::Database& database, const Uuid& workspace,
                                              const crypto::Ed25519Signer& signer, Timestamp now,
                                              std::int64_t most = 10000);
/// The entries that wait, in the order in which they will be sealed.
struct Unsealed {
    std::int64_t entries = 0;
    std::int64_t changed = 0;  ///< The first that is not what was written, counted from 1; 0: none.
};
[[nodiscard]] Result<Unsealed> check_unsealed(store::Database& database, const Uuid& workspace);
/// Those with entries that wait.
[[nodiscard]] Result<std::vector<Uuid>> workspaces_to_seal(store::Database& database);
/// The newest; to be kept elsewhere.
[[nodiscard]] Result<std::optional<Checkpoint>> last_checkpoint(store::Database& database, const Uuid& workspace);

}  // namespace stratum::account
