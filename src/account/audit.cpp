#include "stratum/account/audit.hpp"

#include "rows.hpp"
#include "stratum/account/audit_chain.hpp"
#include "stratum/base/json_writer.hpp"
#include "stratum/base/os/random.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>
#include <limits>

namespace stratum::account {
namespace {

std::string json_of(const Facts& facts, std::string_view address = {}) {
    JsonWriter writer;
    writer.begin_object();
    if (!address.empty()) writer.member("address", address);
    for (const auto& [name, value] : facts) writer.member(name, value);
    writer.end_object();
    return writer.take();
}

}  // namespace

Result<void> record(store::Database& database, const Call& call, const Uuid& workspace, const AuditEvent& event) {
    const std::string personal = json_of(event.personal, call.address);
    std::array<std::uint8_t, 16> salt{};
    fill_random(salt);
    crypto::Blake2b256 hash;
    hash.update(salt);
    hash.update(personal);
    const ChainEntry entry{.workspace = workspace,
                           .id = call.ids.next(),
                           .at = call.now,
                           .actor_kind = std::string{name_of(call.actor.kind)},
                           .actor = call.actor.user,
                           .action = std::string{event.action},
                           .subject = event.subject,
                           .details = json_of(event.details),
                           .personal_hash = hash.digest()};
    STRATUM_TRY_VOID(database.execute(
        "INSERT INTO audit_entries (workspace_id, id, at, actor_kind, actor_id, action, subject, details, personal, "
        "salt, personal_hash, content_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        {workspace.bytes, entry.id.bytes, entry.at.milliseconds, entry.actor_kind, entry.actor.bytes, entry.action,
         entry.subject, entry.details, personal, salt, entry.personal_hash, content_hash_of(entry)}));
    return {};
}

Result<std::vector<AuditEntry>> list_audit(store::Database& database, const Uuid& workspace, std::size_t most,
                                           std::optional<Uuid> before, const AuditFilter& filter) {
    Uuid last;
    last.bytes.fill(0xff);
    const bool beginning = filter.action.ends_with(".*");
    const std::string action = beginning ? filter.action.substr(0, filter.action.size() - 1) : filter.action;
    const int how = action.empty() ? 0 : beginning ? 2 : 1;
    std::vector<AuditEntry> out;
    STRATUM_TRY_VOID(database.each(
        "SELECT id, at, actor_kind, actor_id, action, subject, details, personal, position, hash FROM audit_entries "
        "WHERE workspace_id = $1 AND id < $2 AND at >= $4 AND at < $5 AND ($6 = 0 OR actor_id = $7) AND "
        "($8 = 0 OR ($8 = 1 AND action = $9) OR ($8 = 2 AND substr(action, 1, length($9)) = $9)) ORDER BY id DESC "
        "LIMIT $3",
        {workspace.bytes, before.value_or(last).bytes, std::min<std::size_t>(most, 1000),
         filter.since ? filter.since->milliseconds : std::numeric_limits<std::int64_t>::min(),
         filter.until ? filter.until->milliseconds : std::numeric_limits<std::int64_t>::max(), filter.actor ? 1 : 0,
         filter.actor.value_or(Uuid{}).bytes, how, action},
        [&](const store::Row& row) -> Result<void> {
            AuditEntry entry{uuid_at(row, 0), time_at(row, 1), row.text(2), uuid_at(row, 3),         row.text(4),
                             row.text(5),     row.text(6),     {},          row.optional_integer(8), {}};
            if (!row.is_null(7)) entry.personal = row.text(7);
            if (!row.is_null(9)) entry.hash = to_hex(row.bytes(9));
            out.push_back(std::move(entry));
            return {};
        }));
    return out;
}

std::string subject_of(std::string_view kind, const Uuid& id) { return std::string{kind} + ":" + to_text(id); }

}  // namespace stratum::account
