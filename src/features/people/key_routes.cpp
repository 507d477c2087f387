#include "routes.hpp"
#include "stratum/account/api_keys.hpp"
#include "stratum/account/users.hpp"

namespace stratum::people {
namespace {

using net::Method;
using platform::Answer;
using platform::Call;

struct KeyView {
    std::string id;
    std::string name;
    std::string prefix;
    std::vector<std::string> scopes;
    std::string created_by;
    std::string created_at;
    std::optional<std::string> expires_at;
    std::optional<std::string> last_used_at;
};
template <class V>
void describe(V& v, KeyView& x) {
    v.field("id", x.id);
    v.field("name", x.name);
    v.field("prefix", x.prefix);
    v.field("scopes", x.scopes);
    v.field("created_by", x.created_by);
    v.field("created_at", x.created_at);
    v.field("expires_at", x.expires_at);
    v.field("last_used_at", x.last_used_at);
}
struct KeyNew {
    std::string name;
    std::vector<std::string> scopes;
    std::optional<std::string> expires_at;
};
template <class V>
void describe(V& v, KeyNew& x) {
    v.field("name", x.name);
    v.field("scopes", x.scopes);
    v.field("expires_at", x.expires_at);
}
struct KeyCreated {
    KeyView key;
    std::string secret;
};
template <class V>
void describe(V& v, KeyCreated& x) {
    v.field("key", x.key);
    v.field("secret", x.secret);
}

/// Those that still open something; the others are in the audit log.
Result<std::vector<KeyView>> all_of(store::Database& database, const Call& call) {
    STRATUM_TRY(const auto keys, account::list_api_keys(database, call.workspace));
    std::vector<KeyView> out;
    for (const auto& key : keys) {
        if (key.revoked_at) continue;
        STRATUM_TRY(const auto by, account::find_user(database, key.created_by));
        KeyView view{to_text(key.id),
                     key.name,
                     key.hint,
                     key.scopes,
                     by ? by->name : std::string{},
                     to_rfc3339(key.created_at),
                     {},
                     {}};
        if (key.expires_at) view.expires_at = to_rfc3339(*key.expires_at);
        if (key.used_at) view.last_used_at = to_rfc3339(*key.used_at);
        out.push_back(std::move(view));
    }
    return out;
}

Answer list(Call& call) {
    STRATUM_TRY(const auto reader, call.services.pool.read());
    STRATUM_TRY(auto all, all_of(*reader, call));
    STRATUM_TRY(const auto page, page_by_id(call, std::move(all), true));
    return platform::json(200, page);
}

Answer create(Call& call) {
    STRATUM_TRY(const auto body, platform::body_as<KeyNew>(call));
    STRATUM_TRY_VOID(check_length(body.name, "name", 1, 200));
    // A key outlives the session that made it, so whoever makes one has just proved that it is them.
    STRATUM_TRY_VOID(person_of(call));
    if (auto stale = unconfirmed(call)) return std::move(*stale);
    account::NewApiKey wanted{body.name, body.scopes, {}};
    if (body.expires_at) {
        wanted.expires_at = parse_rfc3339(*body.expires_at);
        if (!wanted.expires_at)
            return error(ErrorCode::invalid_argument, "expires_at is no point in time",
                         "it looks like 2027-01-31T12:00:00Z");
    }
    KeyCreated out;
    STRATUM_TRY_VOID(call.services.change([&](store::Database& database) -> Result<void> {
        STRATUM_TRY(auto made, account::create_api_key(database, call.account(), call.workspace, wanted));
        STRATUM_TRY(auto all, all_of(database, call));
        for (auto& view : all)
            if (view.id == to_text(made.id)) out.key = std::move(view);
        out.secret = std::move(made.key);
        return {};
    }));
    auto response = platform::json(201, out);
    response.headers.set("Location", "/api/v1/keys/" + out.key.id);
    return response;
}

Answer revoke(Call& call) {
    STRATUM_TRY(const Uuid id, platform::id_in_path(call));
    STRATUM_TRY_VOID(call.services.change([&](store::Database& database) {
        return account::revoke_api_key(database, call.account(), call.workspace, id);
    }));
    return platform::nothing();
}

}  // namespace

Routes key_routes() {
    return {
        {.method = Method::get,
         .path = "/api/v1/keys",
         .permission = "keys.manage",
         .query = platform::paged(),
         .handle = list},
        {.method = Method::post, .path = "/api/v1/keys", .permission = "keys.manage", .handle = create},
        {.method = Method::delete_, .path = "/api/v1/keys/{id}", .permission = "keys.manage", .handle = revoke},
    };
}

}  // namespace stratum::people
