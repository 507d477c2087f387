#include "stratum/account/workspaces.hpp"

#include "end_workspace.hpp"
#include "member_events.hpp"
#include "person_invitations.hpp"
#include "rows.hpp"
#include "stratum/account/audit.hpp"

#include <algorithm>

namespace stratum::account {
namespace {

Error no_member() { return error(ErrorCode::not_found, "this person is no member of the workspace"); }

/// Two changes of one workspace's owners wait for each other here, on every engine.
Result<void> lock_workspace(store::Database& database, const Uuid& workspace) {
    STRATUM_TRY(const auto changed,
                database.execute("UPDATE workspaces SET name = name WHERE id = $1", {workspace.bytes}));
    if (changed == 0) return error(ErrorCode::not_found, "there is no such workspace");
    return {};
}

}  // namespace

Result<Uuid> create_workspace(store::Database& database, const Call& call, std::string_view name, const Uuid& owner) {
    STRATUM_TRY_VOID(check_text(name, "the workspace's name"));
    const Uuid id = call.ids.next();
    STRATUM_TRY_VOID(database.execute("INSERT INTO workspaces (id, name, created_at) VALUES ($1, $2, $3)",
                                      {id.bytes, name, call.now.milliseconds}));
    STRATUM_TRY_VOID(database.execute(
        "INSERT INTO memberships (workspace_id, user_id, role, created_at) VALUES ($1, $2, 'owner', $3)",
        {id.bytes, owner.bytes, call.now.milliseconds}));
    STRATUM_TRY_VOID(record(database, call, id,
                            {.action = "workspace.created",
                             .subject = subject_of("workspace", id),
                             .details = {{"owner", to_text(owner)}}}));
    return id;
}

Result<void> rename_workspace(store::Database& database, const Call& call, const Uuid& workspace,
                              std::string_view name) {
    STRATUM_TRY_VOID(check_text(name, "the workspace's name"));
    STRATUM_TRY(const auto changed,
                database.execute("UPDATE workspaces SET name = $2 WHERE id = $1", {workspace.bytes, name}));
    if (changed == 0) return error(ErrorCode::not_found, "there is no such workspace");
    return record(database, call, workspace,
                  {.action = "workspace.renamed", .subject = subject_of("workspace", workspace)});
}

Result<std::optional<Workspace>> own_library(store::Database& database) {
    STRATUM_TRY(const auto row, database.query_one("SELECT id, name, created_at FROM workspaces WHERE id = (" +
                                                   std::string{kOwnLibrary} + ")"));
    if (!row) return std::optional<Workspace>{};
    return std::optional{Workspace{uuid_at(*row, 0), row->text(1), time_at(*row, 2), "owner"}};
}

Result<bool> is_own_library(store::Database& database, const Uuid& workspace) {
    STRATUM_TRY(const auto own, own_library(database));
    return own && own->id == workspace;
}

Result<void> close_workspace(store::Database& database, const Call& call, const Uuid& workspace) {
    STRATUM_TRY_VOID(lock_workspace(database, workspace));
    STRATUM_TRY(const bool own, is_own_library(database, workspace));
    if (own) return error(ErrorCode::invalid_argument, "the library of the server's own computer stays");
    STRATUM_TRY(const auto members, list_members(database, workspace));
    for (const Member& member : members)
        STRATUM_TRY_VOID(tell_member(database, call, workspace, "member.removed", member.user));
    return end_workspace(database, call, workspace, members.size());
}

Result<void> end_workspace(store::Database& database, const Call& call, const Uuid& workspace, std::size_t members) {
    STRATUM_TRY_VOID(database.execute("INSERT INTO closed_workspaces (workspace_id) VALUES ($1) ON CONFLICT DO NOTHING",
                                      {workspace.bytes}));
    STRATUM_TRY_VOID(database.execute("DELETE FROM memberships WHERE workspace_id = $1", {workspace.bytes}));
    for (const std::string_view sql :
         {"UPDATE api_keys SET revoked_at = $2 WHERE workspace_id = $1 AND revoked_at IS NULL",
          "UPDATE invitations SET revoked_at = $2 WHERE workspace_id = $1 AND accepted_at IS NULL AND revoked_at IS "
          "NULL"})
        STRATUM_TRY_VOID(database.execute(sql, {workspace.bytes, call.now.milliseconds}));
    // Into the server's own log, which is there when the workspace is not.
    return record(database, call, kServer,
                  {.action = "workspace.deleted",
                   .subject = subject_of("workspace", workspace),
                   .details = {{"members", std::to_string(members)}}});
}

Result<void> replace_library(store::Database& database, const Call& call, const Uuid& library) {
    // Older than what it takes the place of, and so than all others.
    STRATUM_TRY_VOID(database.execute(
        "INSERT INTO workspaces (id, name, created_at) SELECT $2, '', created_at - 1 FROM workspaces WHERE id = $1",
        {library.bytes, call.ids.next().bytes}));
    return {};
}

Result<std::vector<Workspace>> list_workspaces(store::Database& database, const Uuid& user) {
    std::vector<Workspace> out;
    STRATUM_TRY_VOID(database.each(
        "SELECT w.id, w.name, w.created_at, m.role FROM memberships m JOIN workspaces w ON w.id = m.workspace_id WHERE "
        "m.user_id = $1 ORDER BY w.created_at, w.id",
        {user.bytes}, [&](const store::Row& row) -> Result<void> {
            out.push_back({uuid_at(row, 0), row.text(1), time_at(row, 2), row.text(3)});
            return {};
        }));
    return out;
}

Result<std::vector<Member>> list_members(store::Database& database, const Uuid& workspace) {
    std::vector<Member> out;
    STRATUM_TRY_VOID(database.each(
        "SELECT u.id, u.email, u.name, m.role, u.locked_at, m.created_at FROM memberships m JOIN users u ON u.id = "
        "m.user_id WHERE m.workspace_id = $1 ORDER BY m.created_at, u.id",
        {workspace.bytes}, [&](const store::Row& row) -> Result<void> {
            out.push_back({uuid_at(row, 0), row.text(1), row.text(2), row.text(3), !row.is_null(4), time_at(row, 5)});
            return {};
        }));
    return out;
}

Result<std::optional<std::string>> role_of(store::Database& database, const Uuid& workspace, const Uuid& user) {
    STRATUM_TRY(const auto row,
                database.query_one("SELECT role FROM memberships WHERE workspace_id = $1 AND user_id = $2",
                                   {workspace.bytes, user.bytes}));
    return row ? std::optional{row->text(0)} : std::nullopt;
}

Result<void> check_may_grant(store::Database& database, const Call& call, const Uuid& workspace,
                             std::string_view role) {
    STRATUM_TRY(const auto wanted, permissions_of_role(database, call.permissions, role, workspace));
    STRATUM_TRY(const auto own, permissions_of(database, call.permissions, call.actor, workspace, call.now));
    for (const std::string& permission : wanted)
        if (!std::ranges::binary_search(own, permission))
            return error(ErrorCode::permission_denied,
                         "the role " + std::string{role} + " holds " + permission + ", which you do not have",
                         "nobody can hand on what they do not have: ask an owner");
    return {};
}

Result<void> check_not_last_owner(store::Database& database, const Uuid& workspace, const Uuid& user) {
    STRATUM_TRY_VOID(lock_workspace(database, workspace));
    STRATUM_TRY(
        const auto other,
        database.query_one("SELECT 1 FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.workspace_id = "
                           "$1 AND m.role = 'owner' AND m.user_id <> $2 AND u.locked_at IS NULL LIMIT 1",
                           {workspace.bytes, user.bytes}));
    if (!other)
        return error(ErrorCode::invalid_argument, "a workspace keeps at least one owner",
                     "make somebody else an owner first");
    return {};
}

Result<void> add_member(store::Database& database, const Call& call, const Uuid& workspace, const Uuid& user,
                        std::string_view role) {
    STRATUM_TRY_VOID(check_may_grant(database, call, workspace, role));
    STRATUM_TRY(const auto there, database.query_one("SELECT 1 FROM users WHERE id = $1", {user.bytes}));
    if (!there) return error(ErrorCode::not_found, "there is no such user");
    STRATUM_TRY(const auto added, database.execute("INSERT INTO memberships (workspace_id, user_id, role, created_at) "
                                                   "VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
                                                   {workspace.bytes, user.bytes, role, call.now.milliseconds}));
    if (added == 0) return error(ErrorCode::already_exists, "this person is a member already", "change their role");
    STRATUM_TRY_VOID(tell_member(database, call, workspace, "member.added", user));
    return record(
        database, call, workspace,
        {.action = "member.added", .subject = subject_of("user", user), .details = {{"role", std::string{role}}}});
}

Result<void> change_role(store::Database& database, const Call& call, const Uuid& workspace, const Uuid& user,
                         std::string_view role) {
    STRATUM_TRY(const auto before, role_of(database, workspace, user));
    if (!before) return no_member();
    STRATUM_TRY_VOID(check_may_grant(database, call, workspace, *before));
    STRATUM_TRY_VOID(check_may_grant(database, call, workspace, role));
    if (*before == "owner" && role != "owner") STRATUM_TRY_VOID(check_not_last_owner(database, workspace, user));
    STRATUM_TRY_VOID(database.execute("UPDATE memberships SET role = $3 WHERE workspace_id = $1 AND user_id = $2",
                                      {workspace.bytes, user.bytes, role}));
    STRATUM_TRY_VOID(tell_member(database, call, workspace, "member.updated", user));
    return record(database, call, workspace,
                  {.action = "member.role_changed",
                   .subject = subject_of("user", user),
                   .details = {{"from", *before}, {"to", std::string{role}}}});
}

Result<void> remove_member(store::Database& database, const Call& call, const Uuid& workspace, const Uuid& user) {
    STRATUM_TRY(const auto role, role_of(database, workspace, user));
    if (!role) return no_member();
    if (call.actor.user != user) STRATUM_TRY_VOID(check_may_grant(database, call, workspace, *role));
    if (*role == "owner") STRATUM_TRY_VOID(check_not_last_owner(database, workspace, user));
    STRATUM_TRY_VOID(database.execute("DELETE FROM memberships WHERE workspace_id = $1 AND user_id = $2",
                                      {workspace.bytes, user.bytes}));
    STRATUM_TRY_VOID(
        database.execute("UPDATE api_keys SET revoked_at = $3 WHERE workspace_id = $1 AND created_by = $2 "
                         "AND revoked_at IS NULL",
                         {workspace.bytes, user.bytes, call.now.milliseconds}));
    STRATUM_TRY_VOID(revoke_invitations_of(database, call, workspace, user));
    STRATUM_TRY_VOID(tell_member(database, call, workspace, "member.removed", user));
    return record(database, call, workspace,
                  {.action = "member.removed", .subject = subject_of("user", user), .details = {{"role", *role}}});
}

}  // namespace stratum::account
