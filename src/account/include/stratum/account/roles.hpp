#pragma once

#include "stratum/account/call.hpp"
#include "stratum/account/decide.hpp"
#include "stratum/store/database.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace stratum::account {

struct Role {
    std::string name;
    std::string description;
    bool built_in = false;
    std::vector<std::string> permissions;  ///< In alphabetical order.
    std::int64_t members = 0;
};
/// The six built-in roles, then the workspace's own by name.
[[nodiscard]] Result<std::vector<Role>> list_roles(store::Database& database, const PermissionCatalogue& permissions,
                                                   const Uuid& workspace);

/// Makes a role of the workspace, or replaces what it holds. A name has 1 to 40 letters a-z, digits, `-` and `_`.
/// Errors: `invalid_argument` for a name that is malformed or built in, a permission that does not exist, or one that
/// only owners hold; `permission_denied` when the actor lacks one of the permissions, old or new.
[[nodiscard]] Result<void> save_role(store::Database& database, const Call& call, const Uuid& workspace,
                                     std::string_view name, std::string_view description,
                                     const std::vector<std::string>& permissions);
/// Members and open invitations keep the role under its new name. Errors: `not_found`; `invalid_argument` for a name
/// that is malformed, built in or taken, and for built-in roles; `permission_denied` as above.
[[nodiscard]] Result<void> rename_role(store::Database& database, const Call& call, const Uuid& workspace,
                                       std::string_view from, std::string_view to);
/// Errors: `not_found`; `invalid_argument` while members or open invitations have it.
[[nodiscard]] Result<void> delete_role(store::Database& database, const Call& call, const Uuid& workspace,
                                       std::string_view name);

}  // namespace stratum::account
