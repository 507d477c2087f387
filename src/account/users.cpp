#include "stratum/account/users.hpp"

#include "rows.hpp"
#include "stratum/account/audit.hpp"
#include "stratum/account/sessions.hpp"
#include "stratum/account/workspaces.hpp"
#include "stratum/base/fold_case.hpp"
#include "stratum/base/text.hpp"

namespace stratum::account {
namespace {

constexpr std::string_view kColumns =
    "SELECT id, email, name, created_at, email_verified_at, locked_at, password FROM users ";

User user_of(const store::Row& row) {
    return {uuid_at(row, 0),          row.text(1),    row.text(2), time_at(row, 3), optional_time_at(row, 4),
            optional_time_at(row, 5), !row.is_null(6)};
}

Result<std::optional<User>> find(store::Database& database, std::string_view where, const store::Value& value) {
    STRATUM_TRY(const auto row, database.query_one(std::string{kColumns} + std::string{where}, {value}));
    return row ? std::optional{user_of(*row)} : std::nullopt;
}

Error no_user() { return error(ErrorCode::not_found, "there is no such user"); }

/// The workspace that the library made for itself, if nobody owns it yet.
Result<std::optional<Uuid>> orphaned_workspace(store::Database& database) {
    STRATUM_TRY(const auto row,
                database.query_one("SELECT id FROM workspaces w WHERE NOT EXISTS (SELECT 1 FROM memberships m WHERE "
                                   "m.workspace_id = w.id) AND NOT EXISTS (SELECT 1 FROM closed_workspaces c WHERE "
                                   "c.workspace_id = w.id) ORDER BY created_at, id LIMIT 1"));
    return row ? std::optional{uuid_at(*row, 0)} : std::nullopt;
}

}  // namespace

Result<std::optional<User>> find_user(store::Database& database, const Uuid& id) {
    return find(database, "WHERE id = $1", id.bytes);
}

Result<std::optional<User>> find_user_by_email(store::Database& database, std::string_view email) {
    // What is no address belongs to nobody, and engines differ about text that is none.
    if (!check_email(trim(email))) return std::optional<User>{};
    return find(database, "WHERE email_folded = $1", fold_case(trim(email)));
}

Result<std::vector<User>> list_users(store::Database& database) {
    std::vector<User> out;
    STRATUM_TRY_VOID(database.each(std::string{kColumns} + "ORDER BY created_at, id", {},
                                   [&](const store::Row& row) -> Result<void> {
                                       out.push_back(user_of(row));
                                       return {};
                                   }));
    return out;
}

Result<bool> has_users(store::Database& database) {
    STRATUM_TRY(const auto row, database.query_one("SELECT 1 FROM users LIMIT 1"));
    return row.has_value();
}

Result<std::optional<LocalOwner>> find_local_owner(store::Database& database) {
    // All at once, since each question is a journey to the database and back.
    STRATUM_TRY(const auto found,
                database.query_one("SELECT (SELECT count(*) FROM (SELECT 1 FROM users LIMIT 2) AS few), "
                                   "(SELECT id FROM users ORDER BY created_at LIMIT 1), (" +
                                   std::string{kOwnLibrary} + ")"));
    if (!found || found->integer(0) > 1) return std::optional<LocalOwner>{};
    LocalOwner owner{.actor = {.kind = ActorKind::local_owner}, .first_workspace = {}};
    if (!found->is_null(1)) owner.actor.user = uuid_at(*found, 1);
    if (!found->is_null(2)) owner.first_workspace = uuid_at(*found, 2);
    return std::optional{owner};
}

Result<void> check_address(std::string_view email) { return check_email(trim(email)); }

Result<Uuid> create_user(store::Database& database, const Call& call, const NewUser& user) {
    const std::string email{trim(user.email)};
    STRATUM_TRY_VOID(check_email(email));
    const std::string name = user.name.empty() ? email.substr(0, email.find('@')) : user.name;
    STRATUM_TRY_VOID(check_text(name, "the name"));
    const Uuid id = call.ids.next();
    const auto password = user.password ? std::optional{user.password->hash} : std::nullopt;
    const auto verified = user.email_verified ? std::optional{call.now.milliseconds} : std::nullopt;
    STRATUM_TRY(const auto made,
                database.execute("INSERT INTO users (id, email, email_folded, email_verified_at, name, password, "
                                 "created_at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
                                 {id.bytes, email, fold_case(email), verified, name, password, call.now.milliseconds}));
    if (made == 0)
        return error(ErrorCode::already_exists, "somebody has this e-mail address already",
                     "log in, or ask for a new password");
    STRATUM_TRY_VOID(
        record(database, call, kServer,
               {.action = "user.created", .subject = subject_of("user", id), .personal = {{"email", email}}}));
    return id;
}

Result<FirstRun> first_run(store::Database& database, const Call& call, const NewUser& user,
                           std::string_view workspace) {
    STRATUM_TRY(const bool somebody, has_users(database));
    if (somebody)
        return error(ErrorCode::already_exists, "this server has its first user already",
                     "log in, or ask for an invitation");
    STRATUM_TRY(const Uuid id, create_user(database, call, user));
    STRATUM_TRY(const auto orphan, orphaned_workspace(database));
    if (!orphan) {
        STRATUM_TRY(const Uuid made, create_workspace(database, call, workspace, id));
        return FirstRun{id, made};
    }
    // The library's own workspace has no name of its own.
    STRATUM_TRY_VOID(check_text(workspace, "the workspace's name"));
    STRATUM_TRY_VOID(
        database.execute("UPDATE workspaces SET name = $2 WHERE id = $1 AND name = ''", {orphan->bytes, workspace}));
    STRATUM_TRY_VOID(database.execute(
        "INSERT INTO memberships (workspace_id, user_id, role, created_at) VALUES ($1, $2, 'owner', $3)",
        {orphan->bytes, id.bytes, call.now.milliseconds}));
    STRATUM_TRY_VOID(
        record(database, call, *orphan,
               {.action = "member.added", .subject = subject_of("user", id), .details = {{"role", "owner"}}}));
    return FirstRun{id, *orphan};
}

Result<void> rename_user(store::Database& database, const Call& call, const Uuid& user, std::string_view name) {
    STRATUM_TRY_VOID(check_text(name, "the name"));
    STRATUM_TRY(const auto changed, database.execute("UPDATE users SET name = $2 WHERE id = $1", {user.bytes, name}));
    if (changed == 0) return no_user();
    return record(database, call, kServer, {.action = "user.renamed", .subject = subject_of("user", user)});
}

Result<void> change_email(store::Database& database, const Call& call, const Uuid& user, std::string_view email) {
    const std::string address{trim(email)};
    STRATUM_TRY_VOID(check_email(address));
    STRATUM_TRY(const auto other, find_user_by_email(database, address));
    if (other && other->id != user)
        return error(ErrorCode::already_exists, "somebody has this e-mail address already", "take another one");
    STRATUM_TRY(const auto changed,
                database.execute("UPDATE users SET email = $2, email_folded = $3, email_verified_at = $4 WHERE id = $1",
                                 {user.bytes, address, fold_case(address), call.now.milliseconds}));
    if (changed == 0) return no_user();
    return record(
        database, call, kServer,
        {.action = "user.email_changed", .subject = subject_of("user", user), .personal = {{"email", address}}});
}

Result<void> lock_user(store::Database& database, const Call& call, const Uuid& user) {
    STRATUM_TRY(const auto workspaces, list_workspaces(database, user));
    for (const auto& workspace : workspaces)
        if (workspace.role == "owner") STRATUM_TRY_VOID(check_not_last_owner(database, workspace.id, user));
    STRATUM_TRY(const auto changed,
                database.execute("UPDATE users SET locked_at = $2 WHERE id = $1", {user.bytes, call.now.milliseconds}));
    if (changed == 0) return no_user();
    STRATUM_TRY_VOID(end_sessions(database, user));
    return record(database, call, kServer, {.action = "user.locked", .subject = subject_of("user", user)});
}

Result<void> unlock_user(store::Database& database, const Call& call, const Uuid& user) {
    STRATUM_TRY(const auto changed, database.execute("UPDATE users SET locked_at = NULL WHERE id = $1", {user.bytes}));
    if (changed == 0) return no_user();
    return record(database, call, kServer, {.action = "user.unlocked", .subject = subject_of("user", user)});
}

}  // namespace stratum::account
