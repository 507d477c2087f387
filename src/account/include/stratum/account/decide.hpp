#pragma once

#include "stratum/account/actor.hpp"
#include "stratum/account/permissions.hpp"
#include "stratum/base/fields.hpp"
#include "stratum/store/database.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stratum::account {

/// Why the answer is what it is. Everything but `allowed` means no.
enum class Reason : std::uint8_t {
    allowed,
    unknown_permission,  ///< Nobody declared it, so nobody has it.
    not_signed_in,
    second_factor_pending,
    user_gone,  ///< The user behind the session or key was deleted.
    user_locked,
    no_member,  ///< Say "not found" to the outside: whether the workspace exists is nobody else's business.
    role_lacks,
    key_gone,  ///< Unknown, revoked or expired.
    key_of_other_workspace,
    key_lacks_scope,
    needs_fresh_session,  ///< Dangerous, and the person has not proved lately that it is them.
    needs_person,         ///< Dangerous, and asked for by an API key.
};
[[nodiscard]] std::string_view name_of(Reason reason);
[[nodiscard]] bool from_name(std::string_view name, Reason& reason);
/// Refused since nobody is signed in, or not any more; signing in may help.
[[nodiscard]] bool is_signed_out(Reason reason);

struct Decision {
    bool allowed = false;
    Reason reason = Reason::not_signed_in;
};

/// THE place where it is decided who may do what: deny by default. It asks the live rows, so that a change of role, a
/// revoked key or a locked user counts from the next request on.
///
/// system: yes. local owner: as the user it stands for, always fresh; yes to everything while there is no user at all.
/// session: what the user's role in this workspace holds. API key: the same of its creator, and within the key's
/// scopes, and in the key's workspace only. Errors: those of the database.
[[nodiscard]] Result<Decision> decide(store::Database& database, const PermissionCatalogue& permissions,
                                      const Actor& actor, std::string_view permission, const Uuid& workspace,
                                      Timestamp now);

/// The answer to "why may X do Y", as data and in words.
struct Explanation {
    bool allowed = false;
    Reason reason = Reason::not_signed_in;
    std::string permission;
    std::string allows;  ///< What the permission allows; empty when nobody declared it.
    ActorKind actor = ActorKind::anonymous;
    std::optional<std::string> role;  ///< The user's role in the workspace; nothing without membership.
    std::optional<bool> role_holds;   ///< Whether that role holds the permission.
    std::optional<bool> key_scope;    ///< Whether the key's scopes name it; nothing without a key.
    std::optional<bool> fresh;        ///< For dangerous permissions: whether the session is fresh.
    std::vector<std::string> words;   ///< One sentence a step, the last one the conclusion.
};
[[nodiscard]] Result<Explanation> explain(store::Database& database, const PermissionCatalogue& permissions,
                                          const Actor& actor, std::string_view permission, const Uuid& workspace,
                                          Timestamp now);

/// All permissions of the role, built-in or custom, in the order of the catalogue; what is not declared any more is
/// left out. Errors: `not_found` for a role that the workspace does not have.
[[nodiscard]] Result<std::vector<std::string>> permissions_of_role(store::Database& database,
                                                                   const PermissionCatalogue& permissions,
                                                                   std::string_view role, const Uuid& workspace);
/// All that the actor may do in the workspace if asked freshly: what they may hand on to others.
[[nodiscard]] Result<std::vector<std::string>> permissions_of(store::Database& database,
                                                              const PermissionCatalogue& permissions, Actor actor,
                                                              const Uuid& workspace, Timestamp now);

/// The error of a refusal: `not_found` where the actor is no member, else `permission_denied`, with what would help.
[[nodiscard]] Error refusal(const Decision& decision, std::string_view permission);

template <class Visitor>
void describe(Visitor& v, Explanation& e) {
    v.field("allowed", e.allowed);
    v.field("reason", e.reason);
    v.field("permission", e.permission);
    v.field("allows", e.allows);
    v.field("actor", e.actor);
    v.field("role", e.role);
    v.field("role_holds", e.role_holds);
    v.field("key_scope", e.key_scope);
    v.field("fresh", e.fresh);
    v.field("words", e.words);
}

}  // namespace stratum::account
