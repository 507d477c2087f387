#include "stratum/account/audit_file.hpp"

#include "rows.hpp"
#include "stratum/base/fields.hpp"

#include <algorithm>

namespace stratum::account {
namespace {

constexpr std::string_view kMagic = "stratum audit file";
constexpr std::size_t kEntryParts = 13;
constexpr std::size_t kCheckpointParts = 6;

constexpr std::array<std::pair<AuditFault, std::string_view>, 8> kFaults{{
    {AuditFault::unreadable, "unreadable"},
    {AuditFault::entry_changed, "entry_changed"},
    {AuditFault::entry_missing, "entry_missing"},
    {AuditFault::entry_misplaced, "entry_misplaced"},
    {AuditFault::chain_rewritten, "chain_rewritten"},
    {AuditFault::signature_wrong, "signature_wrong"},
    {AuditFault::cut_off, "cut_off"},
    {AuditFault::personal_changed, "personal_changed"},
}};

template <std::size_t N>
Result<std::array<std::uint8_t, N>> read_exactly(CborReader& reader) {
    STRATUM_TRY(const Bytes bytes, reader.bytes());
    if (bytes.size() != N) return error(ErrorCode::corrupt, "a number has a wrong length");
    std::array<std::uint8_t, N> out{};
    std::ranges::copy(bytes, out.begin());
    return out;
}

/// What the file holds of one entry.
struct FileEntry {
    ChainEntry chain;
    crypto::Hash256 hash{};
    std::optional<std::string> personal;
    Bytes salt;
};

Result<FileEntry> read_entry(CborReader& reader) {
    FileEntry out;
    STRATUM_TRY(out.chain.position, reader.integer());
    STRATUM_TRY(out.chain.id.bytes, read_exactly<16>(reader));
    STRATUM_TRY(out.chain.at.milliseconds, reader.integer());
    STRATUM_TRY(out.chain.actor_kind, reader.string());
    STRATUM_TRY(out.chain.actor.bytes, read_exactly<16>(reader));
    STRATUM_TRY(out.chain.action, reader.string());
    STRATUM_TRY(out.chain.subject, reader.string());
    STRATUM_TRY(out.chain.details, reader.string());
    STRATUM_TRY(out.chain.personal_hash, read_exactly<32>(reader));
    STRATUM_TRY(out.hash, read_exactly<32>(reader));
    if (reader.next_is_null()) {
        STRATUM_TRY_VOID(reader.skip());
        if (!reader.next_is_null()) return error(ErrorCode::corrupt, "a salt without its text");
        STRATUM_TRY_VOID(reader.skip());
        return out;
    }
    STRATUM_TRY(out.personal, reader.string());
    STRATUM_TRY(out.salt, reader.bytes());
    return out;
}

Result<Checkpoint> read_checkpoint(CborReader& reader, const Uuid& workspace) {
    Checkpoint out;
    out.workspace = workspace;
    STRATUM_TRY(out.position, reader.integer());
    STRATUM_TRY(out.hash, read_exactly<32>(reader));
    STRATUM_TRY(out.at.milliseconds, reader.integer());
    STRATUM_TRY(out.key, read_exactly<32>(reader));
    STRATUM_TRY(out.signature, read_exactly<64>(reader));
    return out;
}

/// Walks through a file. Each step returns false at the first fault, which stands in `verdict` then.
class Verifier {
  public:
    Verifier(std::span<const std::uint8_t> file, const crypto::Ed25519PublicKey& trusted)
        : reader_(file), trusted_(trusted) {}

    AuditVerdict run(const std::optional<Checkpoint>& kept) {
        if (read_header() && read_items() && kept) (void)compare(*kept, "the checkpoint that was kept");
        return std::move(verdict_);
    }

  private:
    bool fail(AuditFault fault, std::int64_t position, std::string sentence) {
        verdict_.fault = fault;
        verdict_.position = position;
        verdict_.sentence = std::move(sentence);
        return false;
    }
    bool unreadable(const Error& error) {
        return fail(AuditFault::unreadable, verdict_.entries,
                    "the file can not be read behind entry " + std::to_string(verdict_.entries) + ": " + error.text());
    }
    bool unreadable(const char* what) { return unreadable(error(ErrorCode::corrupt, what)); }

    bool read_header() {
        const auto parts = reader_.array();
        if (!parts) return unreadable(parts.error());
        const auto magic = *parts == 3 ? reader_.string() : Result<std::string>{std::string{}};
        const auto version = magic && *magic == kMagic ? reader_.integer() : Result<std::int64_t>{std::int64_t{0}};
        if (!version || *version != 1) return unreadable("this is no audit file that is known here");
        const auto workspace = read_exactly<16>(reader_);
        if (!workspace) return unreadable(workspace.error());
        workspace_.bytes = *workspace;
        return true;
    }

    bool read_items() {
        for (;;) {
            const auto parts = reader_.array();
            if (!parts) return unreadable(parts.error());
            const auto kind = *parts > 0 ? reader_.string() : Result<std::string>{std::string{}};
            if (!kind) return unreadable(kind.error());
            if (*kind == "end" && *parts == 3) return check_end();
            if (*kind == "entry" && *parts == kEntryParts) {
                if (!check_entry()) return false;
            } else if (*kind == "checkpoint" && *parts == kCheckpointParts) {
                if (!check_checkpoint()) return false;
            } else {
                return unreadable("an item is neither entry nor checkpoint");
            }
        }
    }

    bool check_entry() {
        auto entry = read_entry(reader_);
        if (!entry) return unreadable(entry.error());
        const std::int64_t position = entry->chain.position;
        const std::int64_t expected = verdict_.entries + 1;
        if (position > expected)
            return fail(AuditFault::entry_missing, expected,
                        "entry " + std::to_string(expected) + " is missing: " + std::to_string(position) + " follows");
        if (position < expected)
            return fail(AuditFault::entry_misplaced, position,
                        "entry " + std::to_string(position) + " stands behind " + std::to_string(expected - 1));
        entry->chain.workspace = workspace_;
        entry->chain.previous = hashes_.empty() ? crypto::Hash256{} : hashes_.back();
        if (hash_of(entry->chain) != entry->hash)
            return fail(
                AuditFault::entry_changed, position,
                "entry " + std::to_string(position) + " was changed, or is not the one that followed the entry before");
        if (!entry->personal) {
            ++verdict_.erased;
        } else {
            crypto::Blake2b256 hash;
            hash.update(entry->salt);
            hash.update(*entry->personal);
            if (hash.digest() != entry->chain.personal_hash)
                return fail(AuditFault::personal_changed, position,
                            "the personal part of entry " + std::to_string(position) + " was changed");
        }
        hashes_.push_back(entry->hash);
        ++verdict_.entries;
        return true;
    }

    bool check_checkpoint() {
        const auto checkpoint = read_checkpoint(reader_, workspace_);
        if (!checkpoint) return unreadable(checkpoint.error());
        if (!compare(*checkpoint, "a checkpoint in the file")) return false;
        ++verdict_.checkpoints;
        verdict_.signed_entries = std::max(verdict_.signed_entries, checkpoint->position);
        if (!verdict_.last || verdict_.last->position < checkpoint->position) verdict_.last = *checkpoint;
        return true;
    }

    bool compare(const Checkpoint& checkpoint, const std::string& which) {
        const std::int64_t position = checkpoint.position;
        if (checkpoint.key != trusted_ || checkpoint.workspace != workspace_ || !is_signed(checkpoint))
            return fail(AuditFault::signature_wrong, position,
                        which + " (entry " + std::to_string(position) + ") was not signed by the key that is trusted");
        if (position > verdict_.entries)
            return fail(AuditFault::cut_off, verdict_.entries + 1,
                        which + " knows " + std::to_string(position) + " entries, the file has " +
                            std::to_string(verdict_.entries));
        if (position < 1 || hashes_[static_cast<std::size_t>(position - 1)] != checkpoint.hash)
            return fail(AuditFault::chain_rewritten, position,
                        "entries up to " + std::to_string(position) + " are not those that " + which +
                            " signed; up to " + std::to_string(verdict_.signed_entries) + " they are");
        return true;
    }

    bool check_end() {
        const auto entries = reader_.integer();
        const auto checkpoints = entries ? reader_.integer() : Result<std::int64_t>{std::int64_t{0}};
        if (!entries || !checkpoints || !reader_.at_end()) return unreadable("the end of the file is damaged");
        if (*entries != verdict_.entries || *checkpoints != verdict_.checkpoints)
            return fail(AuditFault::cut_off, verdict_.entries + 1,
                        "the file says that it has " + std::to_string(*entries) + " entries, and has " +
                            std::to_string(verdict_.entries));
        return true;
    }

    CborReader reader_;
    const crypto::Ed25519PublicKey& trusted_;
    Uuid workspace_;
    std::vector<crypto::Hash256> hashes_;
    AuditVerdict verdict_;
};

void write_entry(CborWriter& out, const store::Row& row) {
    out.array(kEntryParts);
    out.string("entry");
    out.integer(row.integer(0));
    out.bytes(row.bytes(1));
    out.integer(row.integer(2));
    out.string(row.text(3));
    out.bytes(row.bytes(4));
    for (const std::size_t column : {5U, 6U, 7U}) out.string(row.text(column));
    out.bytes(row.bytes(8));
    out.bytes(row.bytes(9));
    if (row.is_null(10)) {
        out.null();
        out.null();
    } else {
        out.string(row.text(10));
        out.bytes(row.bytes(11));
    }
}

}  // namespace

std::string_view name_of(AuditFault fault) { return find_name(kFaults, fault); }
bool from_name(std::string_view name, AuditFault& fault) { return find_name(kFaults, name, fault); }

Result<void> export_audit(store::Database& database, const Uuid& workspace,
                          const std::function<Result<void>(std::span<const std::uint8_t>)>& out) {
    const auto put = [&](auto write) -> Result<void> {
        CborWriter piece;
        write(piece);
        return out(piece.data());
    };
    STRATUM_TRY_VOID(put([&](CborWriter& w) {
        w.array(3);
        w.string(kMagic);
        w.integer(1);
        w.bytes(workspace.bytes);
    }));
    std::int64_t entries = 0;
    std::int64_t checkpoints = 0;
    STRATUM_TRY_VOID(
        database.each("SELECT position, id, at, actor_kind, actor_id, action, subject, details, personal_hash, hash, "
                      "personal, salt FROM "
                      "audit_entries WHERE workspace_id = $1 AND position IS NOT NULL ORDER BY position",
                      {workspace.bytes}, [&](const store::Row& row) -> Result<void> {
                          ++entries;
                          return put([&](CborWriter& w) { write_entry(w, row); });
                      }));
    STRATUM_TRY_VOID(
        database.each("SELECT position, hash, at, public_key, signature FROM audit_checkpoints WHERE workspace_id = $1 "
                      "ORDER BY position",
                      {workspace.bytes}, [&](const store::Row& row) -> Result<void> {
                          ++checkpoints;
                          return put([&](CborWriter& w) {
                              w.array(kCheckpointParts);
                              w.string("checkpoint");
                              w.integer(row.integer(0));
                              w.bytes(row.bytes(1));
                              w.integer(row.integer(2));
                              w.bytes(row.bytes(3));
                              w.bytes(row.bytes(4));
                          });
                      }));
    return put([&](CborWriter& w) {
        w.array(3);
        w.string("end");
        w.integer(entries);
        w.integer(checkpoints);
    });
}

AuditVerdict verify_audit_file(std::span<const std::uint8_t> file, const crypto::Ed25519PublicKey& trusted,
                               const std::optional<Checkpoint>& kept) {
    return Verifier{file, trusted}.run(kept);
}

}  // namespace stratum::account
