#include "audit_log.hpp"
#include "routes.hpp"
#include "stratum/account/audit.hpp"
#include "stratum/account/audit_file.hpp"
#include "stratum/account/users.hpp"
#include "stratum/base/os/fd.hpp"
#include "stratum/base/os/files.hpp"
#include "stratum/base/text.hpp"
#include "stratum/net/json.hpp"
#include "stratum/platform/server_secrets.hpp"

#include <cerrno>
#include <fcntl.h>
#include <map>
#include <unistd.h>

namespace stratum::people {
namespace {

using net::Method;
using platform::Answer;
using platform::Call;

struct EntryView {
    std::string id;
    std::optional<std::int64_t> number;
    std::string at;
    std::optional<std::string> actor_id;
    std::string actor;
    std::string action;
    std::optional<std::string> target_kind;
    std::optional<std::string> target_id;
    std::optional<std::string> address;
    std::string details;  ///< JSON.
    std::optional<std::string> hash;
};

void write(JsonWriter& w, const EntryView& x) {
    w.begin_object();
    w.member("id", x.id);
    w.member("number", x.number);
    w.member("at", x.at);
    w.member("actor_id", x.actor_id);
    w.member("actor", x.actor);
    w.member("action", x.action);
    w.member("target_kind", x.target_kind);
    w.member("target_id", x.target_id);
    w.member("address", x.address);
    w.key("details");
    w.raw(x.details);
    w.member("hash", x.hash);
    w.end_object();
}

/// Who did it, by the name that they have now; those who were erased have none.
class Names {
  public:
    explicit Names(store::Database& database) : database_(database) {}
    Result<std::string> of(const account::AuditEntry& entry) {
        if (entry.actor == Uuid{}) return entry.actor_kind;
        if (const auto known = names_.find(entry.actor); known != names_.end()) return known->second;
        STRATUM_TRY(const auto user, account::find_user(database_, entry.actor));
        return names_[entry.actor] = user ? user->name : "somebody who was erased";
    }

  private:
    store::Database& database_;
    std::map<Uuid, std::string> names_;
};

EntryView view_of(const account::AuditEntry& entry, std::string actor) {
    EntryView view{.id = to_text(entry.id),
                   .number = entry.position,
                   .at = to_rfc3339(entry.at),
                   .actor_id = {},
                   .actor = std::move(actor),
                   .action = entry.action,
                   .target_kind = {},
                   .target_id = {},
                   .address = {},
                   .details = entry.details,
                   .hash = {}};
    if (entry.actor != Uuid{}) view.actor_id = to_text(entry.actor);
    if (!entry.hash.empty()) view.hash = entry.hash;
    if (const auto colon = entry.subject.find(':'); colon != std::string::npos) {
        view.target_kind = entry.subject.substr(0, colon);
        view.target_id = entry.subject.substr(colon + 1);
    }
    if (entry.personal) {
        const auto personal = net::parse_json(*entry.personal);
        if (personal && !personal->text("address").empty()) view.address = personal->text("address");
    }
    return view;
}

Answer list(Call& call) {
    STRATUM_TRY(const auto page, platform::page_of(call));
    account::AuditFilter filter;
    STRATUM_TRY(filter.actor, platform::id_parameter(call, "actor"));
    filter.action = platform::text_parameter(call, "action").value_or("");
    if (filter.action.size() > 100)
        return error(ErrorCode::invalid_argument, "the parameter action must have at most 100 letters");
    STRATUM_TRY(filter.since, platform::time_parameter(call, "after"));
    STRATUM_TRY(filter.until, platform::time_parameter(call, "before"));
    std::optional<Uuid> before;
    if (!page.cursor.empty()) {
        before = parse_uuid(page.cursor);
        if (!before) return error(ErrorCode::invalid_argument, "the parameter cursor must be a next_cursor");
    }
    STRATUM_TRY(const auto reader, call.services.pool.read());
    const auto most = static_cast<std::size_t>(page.limit);
    STRATUM_TRY(auto entries, account::list_audit(*reader, call.workspace, most + 1, before, filter));
    const bool more = entries.size() > most;
    if (more) entries.resize(most);
    Names names{*reader};
    JsonWriter w;
    w.begin_object();
    w.key("items");
    w.begin_array();
    for (const auto& entry : entries) {
        STRATUM_TRY(auto actor, names.of(entry));
        write(w, view_of(entry, std::move(actor)));
    }
    w.end_array();
    if (more) w.member("next_cursor", to_text(entries.back().id));
    w.end_object();
    return platform::json_text(200, w.take());
}

/// A file without a name, which goes when it is closed.
Result<os::Fd> scratch_file() {
    os::Fd file{::open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600)};
    if (!file) return file_error(errno, "cannot make a file in", "/tmp");
    return file;
}

Answer export_log(Call& call) {
    STRATUM_TRY_VOID(seal_log(call.services, call.workspace));
    STRATUM_TRY(os::Fd file, scratch_file());
    std::int64_t length = 0;
    // In a transaction, so that entries and checkpoints are of one moment; from the start when it is run again.
    STRATUM_TRY_VOID(store::in_transaction(call.services.pool, [&](store::Database& database) -> Result<void> {
        length = 0;
        return account::export_audit(
            database, call.workspace, [&](std::span<const std::uint8_t> piece) -> Result<void> {
                while (!piece.empty()) {
                    const auto written = ::pwrite(file.get(), piece.data(), piece.size(), length);
                    if (written < 0) return file_error(errno, "cannot write to a file in", "/tmp");
                    length += written;
                    piece = piece.subspan(static_cast<std::size_t>(written));
                }
                return {};
            });
    }));
    net::Response response{.status = 200,
                           .headers = {{"Content-Type", "application/cbor-seq"},
                                       {"Content-Disposition", "attachment; filename=\"audit.cborseq\""}},
                           .body = net::FilePart{std::move(file), 0, length}};
    response.length = length;
    return response;
}

struct VerdictView {
    bool intact = false;
    std::int64_t entries = 0;
    std::int64_t checkpoints = 0;
    std::int64_t unsealed = 0;
    std::optional<std::int64_t> broken_at;
    std::optional<std::string> reason;
    std::string public_key;
};
template <class V>
void describe(V& v, VerdictView& x) {
    v.field("intact", x.intact);
    v.field("entries", x.entries);
    v.field("checkpoints", x.checkpoints);
    v.field("unsealed", x.unsealed);
    v.field("broken_at", x.broken_at);
    v.field("reason", x.reason);
    v.field("public_key", x.public_key);
}

/// Looks at the log as it lies there, with the eyes of the offline verifier.
Answer verify(Call& call) {
    STRATUM_TRY(const auto secrets, platform::ServerSecrets::load(call.services));
    const auto key = secrets.audit_signer().public_key();
    Bytes file;
    account::Unsealed waiting;
    VerdictView out;
    STRATUM_TRY_VOID(store::in_transaction(call.services.pool, [&](store::Database& database) -> Result<void> {
        file.clear();
        STRATUM_TRY(waiting, account::check_unsealed(database, call.workspace));
        return account::export_audit(database, call.workspace,
                                     [&](std::span<const std::uint8_t> piece) -> Result<void> {
                                         file.insert(file.end(), piece.begin(), piece.end());
                                         return {};
                                     });
    }));
    const auto verdict = account::verify_audit_file(file, key);
    out.intact = !verdict.fault && waiting.changed == 0;
    out.unsealed = waiting.entries;
    out.entries = verdict.entries;
    out.checkpoints = verdict.checkpoints;
    out.public_key = to_hex(key);
    if (verdict.fault) {
        out.broken_at = verdict.position;
        out.reason = verdict.sentence;
    } else if (waiting.changed != 0) {
        out.broken_at = verdict.entries + waiting.changed;
        out.reason = "entry " + std::to_string(*out.broken_at) + ", which is not sealed yet, was changed";
    }
    return platform::json(200, out);
}

}  // namespace

Routes audit_routes() {
    return {
        {.method = Method::get,
         .path = "/api/v1/audit",
         .permission = "audit.read",
         .query = platform::paged({{"actor"}, {"action", 0, 100}, {"after"}, {"before"}}),
         .handle = list},
        {.method = Method::get,
         .path = "/api/v1/audit/export",
         .permission = "audit.read",
         .query = {{"workspace"}},
         .handle = export_log},
        {.method = Method::post, .path = "/api/v1/audit/verify", .permission = "audit.read", .handle = verify},
    };
}

}  // namespace stratum::people
