#pragma once

#include "stratum/account/audit_chain.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

namespace stratum::account {

// The audit log of a workspace as a file that can be verified anywhere, without the server: a CBOR sequence (RFC 8742)
// of arrays, each beginning with a text that says what it is.
//
//   ["stratum audit file", 1, workspace]
//   ["entry", position, id, at, actor_kind, actor, action, subject, details, personal_hash, hash, personal, salt] each
//   ["checkpoint", position, hash, at, public_key, signature] each
//   ["end", number of entries, number of checkpoints]
//
// Ids, keys, salts and hashes are byte strings, times milliseconds since 1970, `details` and `personal` JSON objects as
// text; `personal` and `salt` are null where they were erased. Entries come in the order of their positions, then
// checkpoints in theirs.

/// Gives the file to `out` piece by piece; memory does not grow with the log. Unsealed entries are not in it. Inside
/// one transaction for a picture of one moment.
[[nodiscard]] Result<void> export_audit(store::Database& database, const Uuid& workspace,
                                        const std::function<Result<void>(std::span<const std::uint8_t>)>& out);

/// The first thing that is wrong with a file.
enum class AuditFault : std::uint8_t {
    unreadable,        ///< No such file, or damaged so that it can not be read on.
    entry_changed,     ///< The entry is not what its hash says.
    entry_missing,     ///< Positions leap: entries were taken out.
    entry_misplaced,   ///< An entry stands twice, or before one that came earlier.
    chain_rewritten,   ///< Hashes fit each other, but not what was signed: all was made anew at or before this entry.
    signature_wrong,   ///< A checkpoint was not signed by the key that is trusted.
    cut_off,           ///< Entries that a checkpoint (in the file, or the one that was kept) knows are not there.
    personal_changed,  ///< What is kept beside the chain does not fit its hash.
};
[[nodiscard]] std::string_view name_of(AuditFault fault);
[[nodiscard]] bool from_name(std::string_view name, AuditFault& fault);

struct AuditVerdict {
    std::int64_t entries = 0;         ///< That were read and are good.
    std::int64_t checkpoints = 0;     ///< That were read and are good.
    std::int64_t signed_entries = 0;  ///< As many entries from the first on are under a signature.
    std::int64_t erased = 0;          ///< Entries whose personal part was erased.
    std::optional<Checkpoint> last;   ///< The furthest checkpoint that is good: to be kept for the next file.
    std::optional<AuditFault> fault;  ///< Nothing: all is well.
    std::int64_t position = 0;        ///< Of the entry or checkpoint at fault.
    std::string sentence;             ///< What is wrong, for people.
};

/// Reads the file from its beginning and stops at the first fault. `trusted` is the server's public key, got by another
/// way than the file; `kept` a checkpoint that was kept elsewhere, so that a cut end is found. Trusts no length in the
/// file.
[[nodiscard]] AuditVerdict verify_audit_file(std::span<const std::uint8_t> file,
                                             const crypto::Ed25519PublicKey& trusted,
                                             const std::optional<Checkpoint>& kept = {});

}  // namespace stratum::account
