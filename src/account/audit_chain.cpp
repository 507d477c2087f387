#include "stratum/account/audit_chain.hpp"

#include "rows.hpp"

#include <algorithm>
#include <limits>

namespace stratum::account {
namespace {

Bytes bytes_to_sign(const Checkpoint& checkpoint) {
    CborWriter out;
    out.array(5);
    out.string("stratum audit checkpoint 1");
    out.bytes(checkpoint.workspace.bytes);
    out.integer(checkpoint.position);
    out.bytes(checkpoint.hash);
    out.integer(checkpoint.at.milliseconds);
    return out.take();
}

/// A hash that fits nothing but the chain: of an entry that is no longer what was written.
crypto::Hash256 hash_of_changed(const crypto::Hash256& previous, const Bytes& content_hash) {
    CborWriter out;
    out.array(3);
    out.string("stratum audit changed 1");
    out.bytes(previous);
    out.bytes(content_hash);
    return crypto::blake2b_256(out.data());
}

constexpr std::string_view kWaiting =
    "SELECT id, at, actor_kind, actor_id, action, subject, details, personal_hash, content_hash, personal, salt FROM "
    "audit_entries WHERE workspace_id = $1 AND position IS NULL ORDER BY id LIMIT $2";

template <std::size_t N>
std::array<std::uint8_t, N> array_of(const Bytes& bytes) {
    std::array<std::uint8_t, N> out{};
    std::copy_n(bytes.begin(), std::min(N, bytes.size()), out.begin());
    return out;
}

void read_content(const store::Row& row, ChainEntry& entry) {
    entry.id = uuid_at(row, 0);
    entry.at = time_at(row, 1);
    entry.actor_kind = row.text(2);
    entry.actor = uuid_at(row, 3);
    entry.action = row.text(4);
    entry.subject = row.text(5);
    entry.details = row.text(6);
    entry.personal_hash = array_of<32>(row.bytes(7));
}

void write_content(CborWriter& out, const ChainEntry& entry) {
    out.bytes(entry.id.bytes);
    out.integer(entry.at.milliseconds);
    out.string(entry.actor_kind);
    out.bytes(entry.actor.bytes);
    out.string(entry.action);
    out.string(entry.subject);
    out.string(entry.details);
    out.bytes(entry.personal_hash);
}

/// Whether an entry that waits is what was written; those that are older than the hash can not tell.
bool is_as_written(const store::Row& row, const ChainEntry& entry) {
    return row.is_null(8) || array_of<32>(row.bytes(8)) == content_hash_of(entry);
}

/// Erased personal parts fit.
bool personal_fits(const store::Row& row, const ChainEntry& entry) {
    if (row.is_null(9)) return true;
    crypto::Blake2b256 hash;
    hash.update(row.bytes(10));
    hash.update(row.text(9));
    return hash.digest() == entry.personal_hash;
}

}  // namespace

crypto::Hash256 hash_of(const ChainEntry& entry) {
    CborWriter out;
    out.array(12);
    out.string("stratum audit entry 1");
    out.bytes(entry.workspace.bytes);
    out.integer(entry.position);
    out.bytes(entry.previous);
    write_content(out, entry);
    return crypto::blake2b_256(out.data());
}

crypto::Hash256 content_hash_of(const ChainEntry& entry) {
    CborWriter out;
    out.array(10);
    out.string("stratum audit content 1");
    out.bytes(entry.workspace.bytes);
    write_content(out, entry);
    return crypto::blake2b_256(out.data());
}

Checkpoint sign_checkpoint(const crypto::Ed25519Signer& signer, const Uuid& workspace, std::int64_t position,
                           const crypto::Hash256& hash, Timestamp at) {
    Checkpoint out{workspace, position, hash, at, signer.public_key(), {}};
    out.signature = signer.sign(bytes_to_sign(out));
    return out;
}

bool is_signed(const Checkpoint& checkpoint) {
    return crypto::verify_ed25519(checkpoint.key, bytes_to_sign(checkpoint), checkpoint.signature);
}

Result<std::int64_t> seal_audit(store::Database& database, const Uuid& workspace, const crypto::Ed25519Signer& signer,
                                Timestamp now, std::int64_t most) {
    STRATUM_TRY(const auto last,
                database.query_one("SELECT position, hash FROM audit_entries WHERE workspace_id = $1 AND "
                                   "position IS NOT NULL ORDER BY position DESC LIMIT 1",
                                   {workspace.bytes}));
    ChainEntry entry;
    entry.workspace = workspace;
    entry.position = last ? last->integer(0) : 0;
    if (last) entry.previous = array_of<32>(last->bytes(1));
    STRATUM_TRY(const auto waiting, database.query(kWaiting, {workspace.bytes, most}));
    for (const store::Row& row : waiting) {
        ++entry.position;
        read_content(row, entry);
        entry.previous = is_as_written(row, entry) ? hash_of(entry) : hash_of_changed(entry.previous, row.bytes(8));
        STRATUM_TRY_VOID(
            database.execute("UPDATE audit_entries SET position = $3, hash = $4 WHERE workspace_id = $1 AND id = $2 "
                             "AND position IS NULL",
                             {workspace.bytes, entry.id.bytes, entry.position, entry.previous}));
    }
    if (waiting.empty()) return 0;
    const Checkpoint made = sign_checkpoint(signer, workspace, entry.position, entry.previous, now);
    STRATUM_TRY_VOID(
        database.execute("INSERT INTO audit_checkpoints (workspace_id, position, hash, at, public_key, "
                         "signature) VALUES ($1, $2, $3, $4, $5, $6)",
                         {workspace.bytes, made.position, made.hash, made.at.milliseconds, made.key, made.signature}));
    return static_cast<std::int64_t>(waiting.size());
}

Result<Unsealed> check_unsealed(store::Database& database, const Uuid& workspace) {
    Unsealed out;
    ChainEntry entry;
    entry.workspace = workspace;
    STRATUM_TRY_VOID(database.each(kWaiting, {workspace.bytes, std::numeric_limits<std::int64_t>::max()},
                                   [&](const store::Row& row) -> Result<void> {
                                       ++out.entries;
                                       read_content(row, entry);
                                       if (out.changed == 0 &&
                                           !(is_as_written(row, entry) && personal_fits(row, entry)))
                                           out.changed = out.entries;
                                       return {};
                                   }));
    return out;
}

Result<std::vector<Uuid>> workspaces_to_seal(store::Database& database) {
    std::vector<Uuid> out;
    STRATUM_TRY_VOID(database.each("SELECT DISTINCT workspace_id FROM audit_entries WHERE position IS NULL", {},
                                   [&](const store::Row& row) -> Result<void> {
                                       out.push_back(uuid_at(row, 0));
                                       return {};
                                   }));
    return out;
}

Result<std::optional<Checkpoint>> last_checkpoint(store::Database& database, const Uuid& workspace) {
    STRATUM_TRY(const auto row, database.query_one("SELECT position, hash, at, public_key, signature FROM "
                                                   "audit_checkpoints WHERE workspace_id = $1 ORDER BY position DESC "
                                                   "LIMIT 1",
                                                   {workspace.bytes}));
    if (!row) return std::optional<Checkpoint>{};
    return std::optional{Checkpoint{workspace, row->integer(0), array_of<32>(row->bytes(1)), time_at(*row, 2),
                                    array_of<32>(row->bytes(3)), array_of<64>(row->bytes(4))}};
}

}  // namespace stratum::account
