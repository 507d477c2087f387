#pragma once

#include "stratum/account/call.hpp"
#include "stratum/account/roles.hpp"
#include "stratum/store/database.hpp"

#include <string>
#include <string_view>

namespace stratum::people {

/// Roles have names, and the contract has ids: one made of the name (`named_id`), the same in all workspaces.
[[nodiscard]] Uuid role_id(std::string_view name);
/// Errors: `not_found` when the workspace has no such role.
[[nodiscard]] Result<account::Role> find_role(store::Database& database, const account::Call& call,
                                              const Uuid& workspace, const Uuid& id);

}  // namespace stratum::people
