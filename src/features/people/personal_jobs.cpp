#include "personal_jobs.hpp"

#include "profiles.hpp"
#include "stratum/account/personal_data.hpp"
#include "stratum/base/json_writer.hpp"
#include "stratum/platform/personal.hpp"
#include "zip.hpp"

#include <algorithm>
#include <array>

namespace stratum::people {
namespace {

struct ProfileData {
    std::optional<std::string> locale;
    std::optional<std::string> new_email;
};
template <class V>
void describe(V& v, ProfileData& x) {
    v.field("locale", x.locale);
    v.field("new_email", x.new_email);
}

constexpr const char* kReadMe =
    "personal-data.json holds all that this Stratum server keeps about you: your account and profile, the workspaces\n"
    "you belong to, sessions, keys, passkeys, other ways to sign in, invitations, what you did and what others did to\n"
    "you; the tracks, playlists, collections, uploads, folders and webhooks of the workspaces that are yours alone; "
    "and\n"
    "what you edited, corrected, uploaded and set up in those of others. Passwords, keys and codes are kept as hashes\n"
    "only, and are not in it. Music is not in it either: fetch it track by track.\n";

Result<Bytes> run_export(const platform::Services& services, store::JobContext& context) {
    const Uuid user = context.claim().workspace;
    STRATUM_TRY(const auto reader, services.pool.read());
    // One moment for all of it.
    STRATUM_TRY(const auto look, store::Transaction::begin(*reader, store::Transaction::Intent::look));
    STRATUM_TRY(const auto account, account::export_personal_data(*reader, user));
    STRATUM_TRY(auto profile, find_profile(*reader, user));
    platform::Person person{.id = user};
    STRATUM_TRY(person.own, account::own_workspaces(*reader, user));
    JsonWriter w{2};
    w.begin_object();
    w.member("account", account);
    w.member("profile", ProfileData{std::move(profile.locale), std::move(profile.new_email)});
    for (const auto& part : services.personal) {
        if (!part.write) continue;
        w.key(part.name);
        STRATUM_TRY_VOID(part.write(*reader, person, w));
    }
    w.end_object();
    return make_zip({{"personal-data.json", w.take() + "\n"}, {"README.txt", kReadMe}});
}

Result<std::vector<std::string>> tables_of(store::Database& database) {
    const std::string_view sql =
        database.engine() == store::Engine::sqlite
            ? "SELECT m.name FROM sqlite_master m WHERE m.type = 'table' AND EXISTS (SELECT 1 FROM "
              "pragma_table_info(m.name) WHERE name = 'workspace_id') ORDER BY m.name"
            : "SELECT c.table_name FROM information_schema.columns c JOIN information_schema.tables t ON t.table_name "
              "= c.table_name AND t.table_schema = c.table_schema WHERE c.table_schema = current_schema() AND "
              "c.column_name = 'workspace_id' AND t.table_type = 'BASE TABLE' ORDER BY c.table_name";
    std::vector<std::string> out;
    constexpr std::array<std::string_view, 2> kKept{"audit_entries", "audit_checkpoints"};
    STRATUM_TRY_VOID(database.each(sql, {}, [&](const store::Row& row) -> Result<void> {
        if (std::ranges::find(kKept, row.text(0)) == kKept.end()) out.push_back(row.text(0));
        return {};
    }));
    return out;
}

Result<Bytes> run_erase(const platform::Services& services, store::JobContext& context) {
    const Bytes& ids = context.claim().payload;
    STRATUM_TRY_VOID(context.finish([&](store::Database& database) -> Result<Bytes> {
        for (std::size_t i = 0; i + 16 <= ids.size(); i += 16) {
            const Uuid workspace = uuid_from(std::span{ids}.subspan(i, 16)).value_or(Uuid{});
            for (const auto& part : services.personal)
                if (part.leave) STRATUM_TRY_VOID(part.leave(database, workspace, services.clock.now()));
            STRATUM_TRY_VOID(delete_workspace(database, workspace));
        }
        return Bytes{};
    }));
    return Bytes{};
}

}  // namespace

Result<void> delete_workspace(store::Database& database, const Uuid& workspace) {
    STRATUM_TRY(auto tables, tables_of(database));
    // Which table refers to which is known to the database: what can not go yet goes in a later round.
    while (!tables.empty()) {
        std::vector<std::string> later;
        for (const std::string& table : tables) {
            STRATUM_TRY(auto attempt, store::Transaction::begin(database, store::Transaction::Intent::savepoint));
            const auto gone =
                database.execute("DELETE FROM \"" + table + "\" WHERE workspace_id = $1", {workspace.bytes});
            if (gone) {
                STRATUM_TRY_VOID(attempt.commit());
            } else if (gone.error().code == ErrorCode::invalid_argument) {
                later.push_back(table);
            } else {
                return gone.error();
            }
        }
        if (later.size() == tables.size())
            return error(ErrorCode::internal, "rows of " + later.front() + " can not be deleted");
        tables = std::move(later);
    }
    STRATUM_TRY_VOID(database.execute("DELETE FROM workspaces WHERE id = $1", {workspace.bytes}));
    return {};
}

store::JobHandler export_job(const platform::Services& services) {
    return {.kind = std::string{kExportJob},
            .run = [&services](store::JobContext& context) { return run_export(services, context); }};
}

store::JobHandler erase_job(const platform::Services& services) {
    return {.kind = std::string{kEraseJob},
            .run = [&services](store::JobContext& context) { return run_erase(services, context); }};
}

}  // namespace stratum::people
