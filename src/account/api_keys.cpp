#include "stratum/account/api_keys.hpp"

#include "rows.hpp"
#include "stratum/account/audit.hpp"
#include "stratum/account/decide.hpp"
#include "stratum/base/os/random.hpp"
#include "stratum/crypto/secrets.hpp"

#include <algorithm>

namespace stratum::account {
namespace {

constexpr std::string_view kPrefix = "stk_";
constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz234567";
constexpr std::size_t kIdLength = 16;
constexpr std::size_t kSecretLength = 43;

/// Sixteen letters and digits of 80 random bits.
std::string random_id() {
    std::array<std::uint8_t, kIdLength> bytes{};
    fill_random(bytes);
    std::string out;
    for (const std::uint8_t byte : bytes) out += kLetters[byte & 31U];
    return out;
}

Result<void> check_scopes(store::Database& database, const Call& call, const Uuid& workspace,
                          const std::vector<std::string>& scopes) {
    if (scopes.empty())
        return error(ErrorCode::invalid_argument, "a key without scopes can do nothing",
                     "name one permission at least");
    STRATUM_TRY(const auto own, permissions_of(database, call.permissions, call.actor, workspace, call.now));
    for (const std::string& scope : scopes) {
        const auto* info = call.permissions.find(scope);
        if (info == nullptr) return error(ErrorCode::invalid_argument, "there is no permission '" + scope + "'");
        if (info->dangerous)
            return error(ErrorCode::invalid_argument, scope + " needs a person; no key can hold it", "leave it out");
        if (!std::ranges::binary_search(own, scope))
            return error(ErrorCode::permission_denied, "you do not have " + scope + " yourself",
                         "a key can hold only what its creator has");
    }
    return {};
}

}  // namespace

Result<MadeApiKey> create_api_key(store::Database& database, const Call& call, const Uuid& workspace,
                                  const NewApiKey& key) {
    const bool person = call.actor.kind == ActorKind::session || call.actor.kind == ActorKind::local_owner;
    if (!person || call.actor.user == Uuid{})
        return error(ErrorCode::permission_denied, "a key belongs to a person, who must make it", "log in first");
    STRATUM_TRY_VOID(check_text(key.name, "the key's name"));
    if (key.expires_at && *key.expires_at <= call.now)
        return error(ErrorCode::invalid_argument, "the key would have expired already", "choose a later end, or none");
    STRATUM_TRY_VOID(check_scopes(database, call, workspace, key.scopes));

    const Uuid id = call.ids.next();
    const std::string public_id = random_id();
    const std::string secret = random_token();
    const auto expires = key.expires_at ? std::optional{key.expires_at->milliseconds} : std::nullopt;
    STRATUM_TRY_VOID(
        database.execute("INSERT INTO api_keys (workspace_id, id, public_id, secret_hash, name, created_by, "
                         "created_at, expires_at) VALUES "
                         "($1, $2, $3, $4, $5, $6, $7, $8)",
                         {workspace.bytes, id.bytes, public_id, hash_of_token(secret), key.name, call.actor.user.bytes,
                          call.now.milliseconds, expires}));
    std::string list;
    for (const std::string& scope : key.scopes) {
        STRATUM_TRY_VOID(
            database.execute("INSERT INTO api_key_scopes (workspace_id, key_id, permission) VALUES ($1, $2, "
                             "$3) ON CONFLICT DO NOTHING",
                             {workspace.bytes, id.bytes, scope}));
        list += (list.empty() ? "" : " ") + scope;
    }
    STRATUM_TRY_VOID(
        record(database, call, workspace,
               {.action = "key.created", .subject = subject_of("key", id), .details = {{"scopes", list}}}));
    return MadeApiKey{id, std::string{kPrefix} + public_id + "_" + secret};
}

Result<std::vector<ApiKey>> list_api_keys(store::Database& database, const Uuid& workspace,
                                          const std::optional<Uuid>& creator) {
    std::vector<ApiKey> out;
    STRATUM_TRY_VOID(database.each(
        "SELECT id, name, public_id, created_by, created_at, expires_at, used_at, revoked_at FROM api_keys WHERE "
        "workspace_id = $1 ORDER BY id DESC",
        {workspace.bytes}, [&](const store::Row& row) -> Result<void> {
            const Uuid by = uuid_at(row, 3);
            if (creator && by != *creator) return {};
            out.push_back({uuid_at(row, 0),
                           row.text(1),
                           std::string{kPrefix} + row.text(2),
                           by,
                           {},
                           time_at(row, 4),
                           optional_time_at(row, 5),
                           optional_time_at(row, 6),
                           optional_time_at(row, 7)});
            return {};
        }));
    for (ApiKey& key : out)
        STRATUM_TRY_VOID(database.each(
            "SELECT permission FROM api_key_scopes WHERE workspace_id = $1 AND key_id = $2 ORDER BY permission",
            {workspace.bytes, key.id.bytes}, [&](const store::Row& row) -> Result<void> {
                key.scopes.push_back(row.text(0));
                return {};
            }));
    return out;
}

Result<void> revoke_api_key(store::Database& database, const Call& call, const Uuid& workspace, const Uuid& key,
                            const std::optional<Uuid>& creator) {
    STRATUM_TRY(
        const auto row,
        database.query_one("SELECT created_by FROM api_keys WHERE workspace_id = $1 AND id = $2 AND revoked_at IS "
                           "NULL",
                           {workspace.bytes, key.bytes}));
    if (!row || (creator && uuid_at(*row, 0) != *creator))
        return error(ErrorCode::not_found, "there is no such key, or it was revoked");
    STRATUM_TRY_VOID(database.execute("UPDATE api_keys SET revoked_at = $3 WHERE workspace_id = $1 AND id = $2",
                                      {workspace.bytes, key.bytes, call.now.milliseconds}));
    return record(database, call, workspace, {.action = "key.revoked", .subject = subject_of("key", key)});
}

Result<std::optional<KeyHolder>> authenticate_key(store::Database& database, std::string_view text, Timestamp now) {
    const std::optional<KeyHolder> nobody;
    if (text.size() != kPrefix.size() + kIdLength + 1 + kSecretLength || !text.starts_with(kPrefix) ||
        text[kPrefix.size() + kIdLength] != '_')
        return nobody;
    const std::string_view id = text.substr(kPrefix.size(), kIdLength);
    if (id.find_first_not_of(kLetters) != std::string_view::npos) return nobody;
    STRATUM_TRY(
        const auto row,
        database.query_one("SELECT workspace_id, id, secret_hash, created_by, used_at FROM api_keys WHERE public_id "
                           "= $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2) AND NOT EXISTS "
                           "(SELECT 1 FROM users u WHERE u.id = api_keys.created_by AND u.locked_at IS NOT NULL)",
                           {id, now.milliseconds}));
    if (!row) return nobody;
    const auto hash = hash_of_token(text.substr(text.size() - kSecretLength));
    if (!crypto::equal_in_constant_time(std::span<const std::uint8_t>{hash}, row->bytes(2))) return nobody;
    return std::optional{KeyHolder{{.kind = ActorKind::api_key, .user = uuid_at(*row, 3), .key = uuid_at(*row, 1)},
                                   uuid_at(*row, 0),
                                   optional_time_at(*row, 4)}};
}

Result<void> touch_key(store::Database& database, const KeyHolder& holder, Timestamp now) {
    if (holder.used_at && now < after(*holder.used_at, Seconds{60})) return {};
    STRATUM_TRY_VOID(database.execute("UPDATE api_keys SET used_at = $3 WHERE workspace_id = $1 AND id = $2",
                                      {holder.workspace.bytes, holder.actor.key.bytes, now.milliseconds}));
    return {};
}

}  // namespace stratum::account
