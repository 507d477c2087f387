#pragma once

#include "stratum/account/call.hpp"
#include "stratum/store/database.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stratum::account {

/// A key for programs: "stk_", 16 letters that name it, "_", 43 letters that are the secret. Shown once and stored
/// hashed. It belongs to one workspace and may do what its scopes name, as long as its creator still may.
struct ApiKey {
    Uuid id;
    std::string name;
    std::string hint;  ///< "stk_abcdefghijklmnop": the part that may be shown again.
    Uuid created_by;
    std::vector<std::string> scopes;
    Timestamp created_at;
    std::optional<Timestamp> expires_at;
    std::optional<Timestamp> used_at;  ///< To a minute.
    std::optional<Timestamp> revoked_at;
};

struct NewApiKey {
    std::string name;
    std::vector<std::string> scopes;  ///< Names of permissions, one at least.
    std::optional<Timestamp> expires_at;
};
struct MadeApiKey {
    Uuid id;
    std::string key;  ///< Shown once.
};
/// For the person in `call.actor`. Errors: `invalid_argument` for a name, unknown or dangerous scopes (those need a
/// person), or an end that has passed; `permission_denied` for scopes that the person does not have, or when nobody or
/// a key asks.
[[nodiscard]] Result<MadeApiKey> create_api_key(store::Database& database, const Call& call, const Uuid& workspace,
                                                const NewApiKey& key);
/// Newest first, revoked ones included; of one creator, or of all.
[[nodiscard]] Result<std::vector<ApiKey>> list_api_keys(store::Database& database, const Uuid& workspace,
                                                        const std::optional<Uuid>& creator = {});
/// Errors: `not_found` when it is not there, not the named creator's, or revoked already.
[[nodiscard]] Result<void> revoke_api_key(store::Database& database, const Call& call, const Uuid& workspace,
                                          const Uuid& key, const std::optional<Uuid>& creator = {});

/// Who asks with a key; what it may do is decided by `decide`, which looks at the scopes.
struct KeyHolder {
    Actor actor;
    Uuid workspace;
    std::optional<Timestamp> used_at;
};
/// Nothing for text that is no key, and for keys that are unknown, revoked, expired, or made by who is locked now.
[[nodiscard]] Result<std::optional<KeyHolder>> authenticate_key(store::Database& database, std::string_view text,
                                                                Timestamp now);
/// Notes that it was used; writes at most once a minute. Outside of transactions, too.
[[nodiscard]] Result<void> touch_key(store::Database& database, const KeyHolder& holder, Timestamp now);

}  // namespace stratum::account
