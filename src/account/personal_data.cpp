#include "stratum/account/personal_data.hpp"

#include "end_workspace.hpp"
#include "member_events.hpp"
#include "person_invitations.hpp"
#include "rows.hpp"
#include "stratum/account/audit.hpp"
#include "stratum/account/totp.hpp"
#include "stratum/account/users.hpp"
#include "stratum/account/workspaces.hpp"

#include <algorithm>
#include <span>

namespace stratum::account {
namespace {

std::string time_text(const store::Row& row, std::size_t column) { return to_rfc3339(time_at(row, column)); }
std::optional<std::string> optional_time_text(const store::Row& row, std::size_t column) {
    return row.is_null(column) ? std::nullopt : std::optional{time_text(row, column)};
}
std::string id_text(const store::Row& row, std::size_t column) { return to_text(uuid_at(row, column)); }

/// One element of `out` for each row.
template <class T, class Make>
Result<void> collect(store::Database& database, std::string_view sql, const store::Value& value, std::vector<T>& out,
                     Make make) {
    return database.each(sql, {value}, [&](const store::Row& row) -> Result<void> {
        out.push_back(make(row));
        return {};
    });
}

Result<void> collect_keys(store::Database& database, const Uuid& user, std::vector<PersonalKey>& out) {
    STRATUM_TRY(const auto rows,
                database.query("SELECT name, workspace_id, created_at, used_at, id FROM api_keys WHERE "
                               "created_by = $1 ORDER BY id",
                               {user.bytes}));
    for (const auto& row : rows) {
        PersonalKey key{row.text(0), id_text(row, 1), {}, time_text(row, 2), optional_time_text(row, 3)};
        STRATUM_TRY_VOID(database.each(
            "SELECT permission FROM api_key_scopes WHERE workspace_id = $1 AND key_id = $2 ORDER BY permission",
            {row.bytes(1), row.bytes(4)}, [&](const store::Row& scope) -> Result<void> {
                key.scopes.push_back(scope.text(0));
                return {};
            }));
        out.push_back(std::move(key));
    }
    return {};
}

PersonalAction action_from(const store::Row& row) {
    return PersonalAction{time_text(row, 0), row.text(1), row.text(2), row.text(3),
                          row.is_null(4) ? std::nullopt : std::optional{row.text(4)}};
}

/// Errors: `invalid_argument` where others would be left without an owner.
Result<void> check_owners(store::Database& database, const Uuid& user, std::span<const Uuid> own) {
    STRATUM_TRY(const auto workspaces, list_workspaces(database, user));
    for (const auto& workspace : workspaces) {
        if (workspace.role != "owner" || std::ranges::find(own, workspace.id) != own.end()) continue;
        if (const auto stays = check_not_last_owner(database, workspace.id, user); !stays)
            return stays.error().within("the workspace " + workspace.name + " would be without an owner");
    }
    return {};
}

}  // namespace

Result<PersonalData> export_personal_data(store::Database& database, const Uuid& user) {
    STRATUM_TRY(const auto found, find_user(database, user));
    if (!found) return error(ErrorCode::not_found, "there is no such user");
    PersonalData out;
    out.id = to_text(user);
    out.email = found->email;
    out.name = found->name;
    out.created_at = to_rfc3339(found->created_at);
    if (found->email_verified_at) out.email_verified_at = to_rfc3339(*found->email_verified_at);
    out.has_password = found->has_password;
    STRATUM_TRY(out.has_second_factor, has_second_factor(database, user));

    STRATUM_TRY_VOID(collect(database,
                             "SELECT w.id, w.name, m.role, m.created_at FROM memberships m JOIN workspaces w ON w.id = "
                             "m.workspace_id WHERE m.user_id = $1 ORDER BY m.created_at, w.id",
                             user.bytes, out.memberships, [](const store::Row& row) {
                                 return PersonalMembership{id_text(row, 0), row.text(1), row.text(2),
                                                           time_text(row, 3)};
                             }));
    STRATUM_TRY_VOID(collect(database,
                             "SELECT created_at, seen_at, address, agent FROM sessions WHERE user_id = $1 ORDER BY id",
                             user.bytes, out.sessions, [](const store::Row& row) {
                                 return PersonalSession{time_text(row, 0), time_text(row, 1), row.text(2), row.text(3)};
                             }));
    STRATUM_TRY_VOID(collect_keys(database, user, out.keys));
    STRATUM_TRY_VOID(collect(database, "SELECT name, created_at, used_at FROM passkeys WHERE user_id = $1 ORDER BY id",
                             user.bytes, out.passkeys, [](const store::Row& row) {
                                 return PersonalPasskey{row.text(0), time_text(row, 1), optional_time_text(row, 2)};
                             }));
    STRATUM_TRY_VOID(collect(
        database,
        "SELECT issuer, subject, email, used_at FROM oidc_identities WHERE user_id = $1 ORDER BY issuer, subject",
        user.bytes, out.identities, [](const store::Row& row) {
            return PersonalIdentity{row.text(0), row.text(1), row.text(2), time_text(row, 3)};
        }));
    STRATUM_TRY(const auto invitations, invitations_of(database, user));
    for (const auto& invitation : invitations)
        out.invitations.push_back(
            {to_text(invitation.workspace), invitation.email, invitation.role, to_rfc3339(invitation.created_at)});
    STRATUM_TRY_VOID(collect(
        database, "SELECT at, action, subject, details, personal FROM audit_entries WHERE actor_id = $1 ORDER BY id",
        user.bytes, out.actions, action_from));
    STRATUM_TRY(
        const auto mentions,
        database.query("SELECT at, action, subject, details, personal FROM audit_entries WHERE subject = $1 AND "
                       "actor_id <> $2 ORDER BY id",
                       {subject_of("user", user), user.bytes}));
    for (const auto& row : mentions) out.mentions.push_back(action_from(row));
    return out;
}

Result<std::vector<Uuid>> own_workspaces(store::Database& database, const Uuid& user) {
    std::vector<Uuid> own;
    STRATUM_TRY_VOID(
        database.each("SELECT m.workspace_id FROM memberships m WHERE m.user_id = $1 AND NOT EXISTS (SELECT 1 "
                      "FROM memberships o WHERE o.workspace_id = m.workspace_id AND o.user_id <> $1) ORDER "
                      "BY m.workspace_id",
                      {user.bytes}, [&](const store::Row& row) -> Result<void> {
                          own.push_back(uuid_at(row, 0));
                          return {};
                      }));
    return own;
}

Result<Erased> erase_user(store::Database& database, const Call& call, const Uuid& user) {
    STRATUM_TRY(const auto found, find_user(database, user));
    if (!found) return error(ErrorCode::not_found, "there is no such user");
    Erased out;
    STRATUM_TRY(out.left_behind, own_workspaces(database, user));
    STRATUM_TRY_VOID(check_owners(database, user, out.left_behind));
    // Who erased themselves leaves no address behind in the last entries either.
    Call last = call;
    if (call.actor.user == user) last.address.clear();

    STRATUM_TRY(const auto memberships, list_workspaces(database, user));
    STRATUM_TRY(const auto invitations, invitations_of(database, user));

    // What they did, what was done to them, and what happened to invitations that went to an address of theirs.
    STRATUM_TRY_VOID(
        database.execute("UPDATE audit_entries SET personal = NULL, salt = NULL WHERE actor_id = $1 OR subject = $2",
                         {user.bytes, subject_of("user", user)}));
    for (const auto& invitation : invitations) {
        STRATUM_TRY_VOID(database.execute("UPDATE audit_entries SET personal = NULL, salt = NULL WHERE subject = $1",
                                          {subject_of("invitation", invitation.id)}));
        STRATUM_TRY_VOID(database.execute("DELETE FROM invitations WHERE workspace_id = $1 AND id = $2",
                                          {invitation.workspace.bytes, invitation.id.bytes}));
    }
    STRATUM_TRY_VOID(
        database.execute("DELETE FROM api_key_scopes WHERE EXISTS (SELECT 1 FROM api_keys k WHERE "
                         "k.workspace_id = api_key_scopes.workspace_id AND k.id = api_key_scopes.key_id AND "
                         "k.created_by = $1)",
                         {user.bytes}));
    STRATUM_TRY_VOID(database.execute("DELETE FROM api_keys WHERE created_by = $1", {user.bytes}));
    for (const std::string_view table : {"sessions", "mail_tokens", "totp_secrets", "recovery_codes", "passkeys",
                                         "passkey_challenges", "oidc_identities", "memberships"})
        STRATUM_TRY_VOID(database.execute("DELETE FROM " + std::string{table} + " WHERE user_id = $1", {user.bytes}));
    // Those who stay hear of it as if the person had left, by an id that names nobody any more.
    Call told = last;
    if (call.actor.user == user) told.actor.user = {};
    for (const Workspace& workspace : memberships) {
        if (std::ranges::find(out.left_behind, workspace.id) != out.left_behind.end()) continue;
        STRATUM_TRY_VOID(tell_member(database, told, workspace.id, "member.removed", user));
        STRATUM_TRY_VOID(record(
            database, last, workspace.id,
            {.action = "member.removed", .subject = subject_of("user", user), .details = {{"role", workspace.role}}}));
    }
    for (const Uuid& workspace : out.left_behind) {
        STRATUM_TRY(const bool own, is_own_library(database, workspace));
        if (own) STRATUM_TRY_VOID(replace_library(database, last, workspace));
        STRATUM_TRY_VOID(end_workspace(database, last, workspace, 1));
    }
    STRATUM_TRY_VOID(revoke_invitations_by(database, last, user));
    STRATUM_TRY_VOID(database.execute("DELETE FROM oidc_logins WHERE link_user = $1", {user.bytes}));
    STRATUM_TRY_VOID(database.execute("DELETE FROM users WHERE id = $1", {user.bytes}));
    STRATUM_TRY_VOID(record(database, last, kServer, {.action = "user.erased", .subject = subject_of("user", user)}));
    return out;
}

}  // namespace stratum::account
