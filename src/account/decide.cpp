#include "stratum/account/decide.hpp"

#include "rows.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>

namespace stratum::account {
namespace {

constexpr std::array<std::pair<Reason, std::string_view>, 13> kReasons{{
    {Reason::allowed, "allowed"},
    {Reason::unknown_permission, "unknown_permission"},
    {Reason::not_signed_in, "not_signed_in"},
    {Reason::second_factor_pending, "second_factor_pending"},
    {Reason::user_gone, "user_gone"},
    {Reason::user_locked, "user_locked"},
    {Reason::no_member, "no_member"},
    {Reason::role_lacks, "role_lacks"},
    {Reason::key_gone, "key_gone"},
    {Reason::key_of_other_workspace, "key_of_other_workspace"},
    {Reason::key_lacks_scope, "key_lacks_scope"},
    {Reason::needs_fresh_session, "needs_fresh_session"},
    {Reason::needs_person, "needs_person"},
}};

/// Everything that one answer rests on, gathered once for `decide` and `explain`.
struct Case {
    store::Database& database;
    const Uuid& workspace;
    const PermissionInfo& permission;
    const Actor& actor;
    Timestamp now;
    Explanation& out;
};

Result<bool> role_holds(store::Database& database, std::string_view role, const PermissionInfo& permission,
                        const Uuid& workspace) {
    if (const auto* built_in = find_built_in_role(role)) return holds(*built_in, permission);
    STRATUM_TRY(const auto row,
                database.query_one("SELECT 1 FROM custom_role_permissions WHERE workspace_id = $1 AND role = $2 AND "
                                   "permission = $3",
                                   {workspace.bytes, role, permission.name}));
    return row.has_value();
}

/// What a person may: the user must live, be a member, and the role must hold the permission.
Result<Reason> judge_user(Case& c, const Uuid& user) {
    STRATUM_TRY(const auto row,
                c.database.query_one("SELECT u.locked_at, m.role FROM users u LEFT JOIN memberships m ON m.user_id = "
                                     "u.id AND m.workspace_id = $2 WHERE u.id = $1",
                                     {user.bytes, c.workspace.bytes}));
    if (!row) return Reason::user_gone;
    if (!row->is_null(0)) return Reason::user_locked;
    if (row->is_null(1)) return Reason::no_member;
    c.out.role = row->text(1);
    STRATUM_TRY(c.out.role_holds, role_holds(c.database, *c.out.role, c.permission, c.workspace));
    return *c.out.role_holds ? Reason::allowed : Reason::role_lacks;
}

Result<Reason> judge_key(Case& c) {
    STRATUM_TRY(const auto row,
                c.database.query_one("SELECT workspace_id, created_by, expires_at, revoked_at FROM api_keys WHERE "
                                     "workspace_id = $1 AND id = $2",
                                     {c.workspace.bytes, c.actor.key.bytes}));
    if (!row) {
        STRATUM_TRY(const auto elsewhere,
                    c.database.query_one("SELECT 1 FROM api_keys WHERE id = $1", {c.actor.key.bytes}));
        return elsewhere ? Reason::key_of_other_workspace : Reason::key_gone;
    }
    const auto expires = optional_time_at(*row, 2);
    if (!row->is_null(3) || (expires && *expires <= c.now)) return Reason::key_gone;
    STRATUM_TRY(const auto scope,
                c.database.query_one("SELECT 1 FROM api_key_scopes WHERE workspace_id = $1 AND key_id = $2 AND "
                                     "permission = $3",
                                     {c.workspace.bytes, c.actor.key.bytes, c.permission.name}));
    c.out.key_scope = scope.has_value();
    STRATUM_TRY(const Reason user, judge_user(c, uuid_at(*row, 1)));
    if (user != Reason::allowed) return user;
    if (!scope) return Reason::key_lacks_scope;
    return c.permission.dangerous ? Reason::needs_person : Reason::allowed;
}

Result<Reason> judge_session(Case& c) {
    if (c.actor.second_factor_pending) return Reason::second_factor_pending;
    if (c.permission.dangerous) c.out.fresh = c.now < c.actor.fresh_until;
    STRATUM_TRY(const Reason user, judge_user(c, c.actor.user));
    if (user != Reason::allowed) return user;
    return c.out.fresh.value_or(true) ? Reason::allowed : Reason::needs_fresh_session;
}

/// Before the first user there is nobody to protect from the one who sits at this computer.
Result<Reason> judge_local_owner(Case& c) {
    if (c.actor.user != Uuid{}) return judge_user(c, c.actor.user);
    STRATUM_TRY(
        const auto row,
        c.database.query_one("SELECT (SELECT 1 FROM users LIMIT 1), (SELECT 1 FROM workspaces WHERE id = $1 AND NOT "
                             "EXISTS (SELECT 1 FROM closed_workspaces WHERE workspace_id = $1))",
                             {c.workspace.bytes}));
    if (!row->is_null(0)) return Reason::not_signed_in;
    return row->is_null(1) ? Reason::no_member : Reason::allowed;
}

Result<Reason> judge(Case& c) {
    switch (c.actor.kind) {
        case ActorKind::system:
            return Reason::allowed;
        case ActorKind::local_owner:
            return judge_local_owner(c);
        case ActorKind::session:
            return judge_session(c);
        case ActorKind::api_key:
            return judge_key(c);
        case ActorKind::anonymous:
            break;
    }
    return Reason::not_signed_in;
}

Result<Explanation> gather(store::Database& database, const PermissionCatalogue& permissions, const Actor& actor,
                           std::string_view permission, const Uuid& workspace, Timestamp now) {
    Explanation out;
    out.permission = permission;
    out.actor = actor.kind;
    const PermissionInfo* const info = permissions.find(permission);
    if (info == nullptr) {
        out.reason = Reason::unknown_permission;
        return out;
    }
    out.allows = info->allows;
    Case c{database, workspace, *info, actor, now, out};
    STRATUM_TRY(out.reason, judge(c));
    out.allowed = out.reason == Reason::allowed;
    return out;
}

std::string_view conclusion(Reason reason) {
    switch (reason) {
        case Reason::allowed:
            return "So it is allowed.";
        case Reason::unknown_permission:
            return "No such permission was declared, and what nobody declared nobody has.";
        case Reason::not_signed_in:
            return "Nobody is signed in, so it is refused.";
        case Reason::second_factor_pending:
            return "The second factor is still asked for, so nothing is allowed yet.";
        case Reason::user_gone:
            return "The user is not there any more, so it is refused.";
        case Reason::user_locked:
            return "The user is locked, so it is refused.";
        case Reason::no_member:
            return "The user is no member of this workspace, so it is refused.";
        case Reason::role_lacks:
            return "So it is refused.";
        case Reason::key_gone:
            return "The key is unknown, revoked or has expired, so it is refused.";
        case Reason::key_of_other_workspace:
            return "The key belongs to another workspace, so it is refused.";
        case Reason::key_lacks_scope:
            return "What a key may is what its scopes and its creator's role both hold, so it is refused.";
        case Reason::needs_fresh_session:
            return "This is dangerous, so the person is asked for the password again first.";
        case Reason::needs_person:
            return "This is dangerous, so a person must do it; a key is refused.";
    }
    return {};
}

}  // namespace

std::string_view name_of(Reason reason) { return find_name(kReasons, reason); }
bool from_name(std::string_view name, Reason& reason) { return find_name(kReasons, name, reason); }
bool is_signed_out(Reason reason) {
    return reason == Reason::not_signed_in || reason == Reason::user_gone || reason == Reason::user_locked ||
           reason == Reason::key_gone;
}

Result<Decision> decide(store::Database& database, const PermissionCatalogue& permissions, const Actor& actor,
                        std::string_view permission, const Uuid& workspace, Timestamp now) {
    STRATUM_TRY(const auto gathered, gather(database, permissions, actor, permission, workspace, now));
    return Decision{gathered.allowed, gathered.reason};
}

Result<Explanation> explain(store::Database& database, const PermissionCatalogue& permissions, const Actor& actor,
                            std::string_view permission, const Uuid& workspace, Timestamp now) {
    STRATUM_TRY(auto out, gather(database, permissions, actor, permission, workspace, now));
    if (!out.allows.empty()) out.words.push_back(out.permission + " means: may " + out.allows + ".");
    if (actor.kind == ActorKind::system) out.words.emplace_back("It is the server itself that asks.");
    if (actor.kind == ActorKind::local_owner)
        out.words.emplace_back("This server listens on this computer only and asks for no login.");
    if (out.role)
        out.words.push_back("The user's role here is " + *out.role + ", which " +
                            (out.role_holds.value_or(false) ? "holds" : "does not hold") + " this permission.");
    if (out.key_scope)
        out.words.push_back(std::string{"The key's scopes "} + (*out.key_scope ? "name it." : "do not name it."));
    if (out.fresh) out.words.push_back(std::string{"The session is "} + (*out.fresh ? "" : "not ") + "fresh.");
    out.words.emplace_back(conclusion(out.reason));
    return out;
}

Result<std::vector<std::string>> permissions_of_role(store::Database& database, const PermissionCatalogue& permissions,
                                                     std::string_view role, const Uuid& workspace) {
    std::vector<std::string> out;
    if (const auto* built_in = find_built_in_role(role)) {
        for (const auto& permission : permissions.all())
            if (holds(*built_in, permission)) out.emplace_back(permission.name);
        return out;
    }
    const auto unknown = [&] {
        return error(ErrorCode::not_found, "this workspace has no role '" + valid_utf8(role.substr(0, 40)) + "'",
                     "roles are owner, admin, analyst, member, viewer, auditor, and those that the workspace made");
    };
    if (!check_text(role, "the role")) return unknown();
    STRATUM_TRY(const auto there, database.query_one("SELECT 1 FROM custom_roles WHERE workspace_id = $1 AND name = $2",
                                                     {workspace.bytes, role}));
    if (!there) return unknown();
    STRATUM_TRY_VOID(database.each(
        "SELECT permission FROM custom_role_permissions WHERE workspace_id = $1 AND role = $2 ORDER BY permission",
        {workspace.bytes, role}, [&](const store::Row& row) -> Result<void> {
            if (permissions.find(row.text(0)) != nullptr) out.push_back(row.text(0));
            return {};
        }));
    std::ranges::sort(out);
    return out;
}

Result<std::vector<std::string>> permissions_of(store::Database& database, const PermissionCatalogue& permissions,
                                                Actor actor, const Uuid& workspace, Timestamp now) {
    actor.fresh_until = after(now, Seconds{1});
    std::vector<std::string> out;
    for (const auto& permission : permissions.all()) {
        STRATUM_TRY(const auto decision, decide(database, permissions, actor, permission.name, workspace, now));
        if (decision.allowed) out.emplace_back(permission.name);
    }
    return out;
}

Error refusal(const Decision& decision, std::string_view permission) {
    const std::string name{permission};
    switch (decision.reason) {
        case Reason::no_member:
        case Reason::key_of_other_workspace:
            return error(ErrorCode::not_found, "there is no such workspace, or it is not yours");
        case Reason::not_signed_in:
        case Reason::user_gone:
        case Reason::key_gone:
            return error(ErrorCode::permission_denied, "this needs somebody who is signed in", "log in, or send a key");
        case Reason::second_factor_pending:
            return error(ErrorCode::permission_denied, "the second factor is still missing",
                         "send the code of your authenticator app, or a recovery code");
        case Reason::user_locked:
            return error(ErrorCode::permission_denied, "this account is locked", "ask whoever runs this server");
        case Reason::key_lacks_scope:
            return error(ErrorCode::permission_denied, "the key's scopes do not hold " + name,
                         "make a key with this scope");
        case Reason::needs_fresh_session:
            return error(ErrorCode::permission_denied, "this asks for your password once more",
                         "confirm that it is you");
        case Reason::needs_person:
            return error(ErrorCode::permission_denied, "this needs a person; a key can not do it",
                         "do it in the web app");
        default:
            return error(ErrorCode::permission_denied, "your role does not hold " + name,
                         "ask an admin of the workspace");
    }
}

}  // namespace stratum::account
