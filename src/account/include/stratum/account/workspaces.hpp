#pragma once

#include "stratum/account/call.hpp"
#include "stratum/account/decide.hpp"
#include "stratum/store/database.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stratum::account {

struct Workspace {
    Uuid id;
    std::string name;
    Timestamp created_at;
    std::string role;  ///< Of the user who asked.
};

/// Makes a workspace whose owner is `owner`. Errors: `invalid_argument` for the name.
[[nodiscard]] Result<Uuid> create_workspace(store::Database& database, const Call& call, std::string_view name,
                                            const Uuid& owner);
[[nodiscard]] Result<void> rename_workspace(store::Database& database, const Call& call, const Uuid& workspace,
                                            std::string_view name);
/// The oldest of those that are not closed is the library of the server's own computer: the terminal and its folders
/// lead there. As SQL, for whoever asks for more at once.
inline constexpr std::string_view kOwnLibrary =
    "SELECT id FROM workspaces w WHERE NOT EXISTS (SELECT 1 FROM closed_workspaces c WHERE c.workspace_id = w.id) "
    "ORDER "
    "BY created_at, id LIMIT 1";
/// The same with its name; the role is the owner's. Nothing where nobody has made a library yet.
[[nodiscard]] Result<std::optional<Workspace>> own_library(store::Database& database);
[[nodiscard]] Result<bool> is_own_library(store::Database& database, const Uuid& workspace);
/// Everybody is out of it at once, its keys and invitations end, and from now on it is nobody's; its rows are for the
/// caller to delete. Errors: `not_found`; `invalid_argument` for the own library, which stays.
[[nodiscard]] Result<void> close_workspace(store::Database& database, const Call& call, const Uuid& workspace);
/// Those that the user belongs to, oldest first.
[[nodiscard]] Result<std::vector<Workspace>> list_workspaces(store::Database& database, const Uuid& user);

struct Member {
    Uuid user;
    std::string email;
    std::string name;
    std::string role;
    bool locked = false;
    Timestamp since;
};
[[nodiscard]] Result<std::vector<Member>> list_members(store::Database& database, const Uuid& workspace);
/// Nothing when the user is no member.
[[nodiscard]] Result<std::optional<std::string>> role_of(store::Database& database, const Uuid& workspace,
                                                         const Uuid& user);

// Two rules hold for all that follow. Nobody grants what they do not have: the actor must hold every permission of the
// role that is given, and of the one that is taken away (`permission_denied`). A workspace keeps an owner who is not
// locked: the last one can be neither demoted nor removed (`invalid_argument`).

/// Errors: `already_exists` for members; `not_found` for users or roles that are not there.
[[nodiscard]] Result<void> add_member(store::Database& database, const Call& call, const Uuid& workspace,
                                      const Uuid& user, std::string_view role);
[[nodiscard]] Result<void> change_role(store::Database& database, const Call& call, const Uuid& workspace,
                                       const Uuid& user, std::string_view role);
/// Everybody may remove themselves. The member's API keys for this workspace are revoked, and so are the open
/// invitations to it that they sent, or that would bring them back.
[[nodiscard]] Result<void> remove_member(store::Database& database, const Call& call, const Uuid& workspace,
                                         const Uuid& user);
/// `permission_denied` unless the actor holds every permission of the role. What invitations check too.
[[nodiscard]] Result<void> check_may_grant(store::Database& database, const Call& call, const Uuid& workspace,
                                           std::string_view role);
/// `invalid_argument` when nobody but `user` is an owner of the workspace who can log in. Takes the lock on the
/// workspace's row, so that two owners can not remove each other at the same moment.
[[nodiscard]] Result<void> check_not_last_owner(store::Database& database, const Uuid& workspace, const Uuid& user);

}  // namespace stratum::account
