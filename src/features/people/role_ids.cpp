#include "role_ids.hpp"

#include "named_id.hpp"

namespace stratum::people {

Uuid role_id(std::string_view name) { return named_id("stratum role: " + std::string{name}); }

Result<account::Role> find_role(store::Database& database, const account::Call& call, const Uuid& workspace,
                                const Uuid& id) {
    STRATUM_TRY(auto roles, account::list_roles(database, call.permissions, workspace));
    for (auto& role : roles)
        if (role_id(role.name) == id) return std::move(role);
    return error(ErrorCode::not_found, "this workspace has no such role", "list them: GET /api/v1/roles");
}

}  // namespace stratum::people
