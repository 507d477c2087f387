#include "stratum/account/roles.hpp"

#include "member_events.hpp"
#include "rows.hpp"
#include "stratum/account/audit.hpp"
#include "stratum/account/workspaces.hpp"

#include <algorithm>
#include <map>

namespace stratum::account {
namespace {

bool is_role_name(std::string_view name) {
    return !name.empty() && name.size() <= 40 && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

Error no_name() {
    return error(ErrorCode::invalid_argument, "this is no name for a role of your own",
                 "1 to 40 letters a-z, digits, - and _, and none of the built-in names");
}

Result<void> check_contents(const Call& call, const std::vector<std::string>& wanted,
                            const std::vector<std::string>& own) {
    for (const std::string& permission : wanted) {
        const auto* info = call.permissions.find(permission);
        if (info == nullptr)
            return error(ErrorCode::invalid_argument, "there is no permission '" + permission + "'",
                         "list the roles to see which there are");
        if (info->tag == Tag::own)
            return error(ErrorCode::invalid_argument, permission + " is for owners only",
                         "make the person an owner instead");
        if (!std::ranges::binary_search(own, permission))
            return error(ErrorCode::permission_denied, "you do not have " + permission + " yourself",
                         "nobody can hand on what they do not have: ask an owner");
    }
    return {};
}

}  // namespace

Result<std::vector<Role>> list_roles(store::Database& database, const PermissionCatalogue& permissions,
                                     const Uuid& workspace) {
    std::vector<Role> out;
    for (const auto& role : built_in_roles())
        out.push_back({std::string{role.name}, std::string{role.description}, true, {}, 0});
    STRATUM_TRY_VOID(database.each("SELECT name, description FROM custom_roles WHERE workspace_id = $1 ORDER BY name",
                                   {workspace.bytes}, [&](const store::Row& row) -> Result<void> {
                                       out.push_back({row.text(0), row.text(1), false, {}, 0});
                                       return {};
                                   }));
    std::map<std::string, std::int64_t> members;
    STRATUM_TRY_VOID(database.each("SELECT role, count(*) FROM memberships WHERE workspace_id = $1 GROUP BY role",
                                   {workspace.bytes}, [&](const store::Row& row) -> Result<void> {
                                       members[row.text(0)] = row.integer(1);
                                       return {};
                                   }));
    for (Role& role : out) {
        STRATUM_TRY(role.permissions, permissions_of_role(database, permissions, role.name, workspace));
        role.members = members[role.name];
    }
    return out;
}

Result<void> save_role(store::Database& database, const Call& call, const Uuid& workspace, std::string_view name,
                       std::string_view description, const std::vector<std::string>& permissions) {
    if (!is_role_name(name) || find_built_in_role(name) != nullptr) return no_name();
    if (!description.empty()) STRATUM_TRY_VOID(check_text(description, "the description", 500));
    STRATUM_TRY(const auto own, permissions_of(database, call.permissions, call.actor, workspace, call.now));
    STRATUM_TRY_VOID(check_contents(call, permissions, own));
    STRATUM_TRY(
        const auto made,
        database.execute("INSERT INTO custom_roles (workspace_id, name, description, created_at) VALUES ($1, $2, "
                         "$3, $4) ON CONFLICT DO NOTHING",
                         {workspace.bytes, name, description, call.now.milliseconds}));
    if (made == 0) {
        // Taking away is granting backwards: who lacks a permission can not take it from others either.
        STRATUM_TRY_VOID(check_may_grant(database, call, workspace, name));
        STRATUM_TRY_VOID(
            database.execute("UPDATE custom_roles SET description = $3 WHERE workspace_id = $1 AND name = $2",
                             {workspace.bytes, name, description}));
        STRATUM_TRY_VOID(database.execute("DELETE FROM custom_role_permissions WHERE workspace_id = $1 AND role = $2",
                                          {workspace.bytes, name}));
    }
    std::string list;
    for (const std::string& permission : permissions) {
        STRATUM_TRY_VOID(
            database.execute("INSERT INTO custom_role_permissions (workspace_id, role, permission) VALUES "
                             "($1, $2, $3) ON CONFLICT DO NOTHING",
                             {workspace.bytes, name, permission}));
        list += (list.empty() ? "" : " ") + permission;
    }
    if (made == 0) STRATUM_TRY_VOID(tell_members_of_role(database, call, workspace, name));
    return record(database, call, workspace,
                  {.action = made == 0 ? "role.changed" : "role.created",
                   .subject = "role:" + std::string{name},
                   .details = {{"permissions", list}}});
}

Result<void> rename_role(store::Database& database, const Call& call, const Uuid& workspace, std::string_view from,
                         std::string_view to) {
    if (find_built_in_role(from) != nullptr)
        return error(ErrorCode::invalid_argument, "built-in roles can not be renamed");
    if (!is_role_name(to) || find_built_in_role(to) != nullptr) return no_name();
    STRATUM_TRY_VOID(check_may_grant(database, call, workspace, from));
    STRATUM_TRY(
        const auto made,
        database.execute("INSERT INTO custom_roles (workspace_id, name, description, created_at) SELECT workspace_id, "
                         "$3, description, created_at FROM custom_roles WHERE workspace_id = $1 AND name = $2 ON "
                         "CONFLICT DO NOTHING",
                         {workspace.bytes, from, to}));
    if (made == 0)
        return error(ErrorCode::invalid_argument, "there is a role '" + std::string{to} + "' already",
                     "take another name");
    for (const std::string_view sql :
         {"UPDATE custom_role_permissions SET role = $3 WHERE workspace_id = $1 AND role = $2",
          "UPDATE memberships SET role = $3 WHERE workspace_id = $1 AND role = $2",
          "UPDATE invitations SET role = $3 WHERE workspace_id = $1 AND role = $2"})
        STRATUM_TRY_VOID(database.execute(sql, {workspace.bytes, from, to}));
    STRATUM_TRY_VOID(
        database.execute("DELETE FROM custom_roles WHERE workspace_id = $1 AND name = $2", {workspace.bytes, from}));
    STRATUM_TRY_VOID(tell_members_of_role(database, call, workspace, to));
    return record(
        database, call, workspace,
        {.action = "role.renamed", .subject = "role:" + std::string{to}, .details = {{"from", std::string{from}}}});
}

Result<void> delete_role(store::Database& database, const Call& call, const Uuid& workspace, std::string_view name) {
    if (find_built_in_role(name) != nullptr)
        return error(ErrorCode::invalid_argument, "built-in roles can not be deleted");
    STRATUM_TRY_VOID(check_may_grant(database, call, workspace, name));
    STRATUM_TRY(const auto used,
                database.query_one("SELECT 1 FROM memberships WHERE workspace_id = $1 AND role = $2 UNION ALL SELECT 1 "
                                   "FROM invitations WHERE workspace_id = $1 AND role = $2 AND accepted_at IS NULL AND "
                                   "revoked_at IS NULL AND expires_at > $3 LIMIT 1",
                                   {workspace.bytes, name, call.now.milliseconds}));
    if (used)
        return error(ErrorCode::invalid_argument, "somebody has this role, or is invited with it",
                     "give them another role first");
    STRATUM_TRY_VOID(database.execute("DELETE FROM custom_role_permissions WHERE workspace_id = $1 AND role = $2",
                                      {workspace.bytes, name}));
    STRATUM_TRY_VOID(
        database.execute("DELETE FROM custom_roles WHERE workspace_id = $1 AND name = $2", {workspace.bytes, name}));
    return record(database, call, workspace, {.action = "role.deleted", .subject = "role:" + std::string{name}});
}

}  // namespace stratum::account
