#include "role_ids.hpp"

#include "stratum/crypto/hash.hpp"

#include <algorithm>

namespace stratum::people {

Uuid role_id(std::string_view name) {
    crypto::Blake2b256 hash;
    hash.update("stratum role: ");
    hash.update(name);
    const auto digest = hash.digest();
    Uuid id;
    std::copy_n(digest.begin(), id.bytes.size(), id.bytes.begin());
    id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0f) | 0x80);  // RFC 9562: version 8, variant
    id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3f) | 0x80);
    return id;
}

Result<account::Role> find_role(store::Database& database, const account::Call& call, const Uuid& workspace,
                                const Uuid& id) {
    STRATUM_TRY(auto roles, account::list_roles(database, call.permissions, workspace));
    for (auto& role : roles)
        if (role_id(role.name) == id) return std::move(role);
    return error(ErrorCode::not_found, "this workspace has no such role", "list them: GET /api/v1/roles");
}

}  // namespace stratum::people
