#include "named_id.hpp"
#include "oidc_steps.hpp"
#include "routes.hpp"

#include <algorithm>

namespace stratum::people {
namespace {

using net::Method;
using platform::Answer;
using platform::Call;

struct IdentityView {
    std::string id;
    std::optional<std::string> provider;
    std::string name;
    std::string issuer;
    std::optional<std::string> email;
    std::string last_used_at;
};
template <class V>
void describe(V& v, IdentityView& x) {
    v.field("id", x.id);
    v.field("provider", x.provider);
    v.field("name", x.name);
    v.field("issuer", x.issuer);
    v.field("email", x.email);
    v.field("last_used_at", x.last_used_at);
}

struct IdentityNew {
    std::string provider;
    std::optional<std::string> return_to;
};
template <class V>
void describe(V& v, IdentityNew& x) {
    v.field("provider", x.provider);
    v.field("return_to", x.return_to);
}
struct IdentityStart {
    std::string url;
};
template <class V>
void describe(V& v, IdentityStart& x) {
    v.field("url", x.url);
}

/// An issuer is an address and a subject holds no line break, so that no two identities have the same text.
Uuid id_of(const account::Identity& identity) {
    return named_id("stratum identity: " + identity.issuer + "\n" + identity.subject);
}

IdentityView view_of(const account::Identity& identity, const std::vector<ConfiguredProvider>& providers) {
    IdentityView view{.id = to_text(id_of(identity)),
                      .provider = {},
                      .name = identity.issuer,
                      .issuer = identity.issuer,
                      .email = {},
                      .last_used_at = to_rfc3339(identity.used_at)};
    if (!identity.email.empty()) view.email = identity.email;
    const auto known = std::ranges::find(providers, identity.issuer,
                                         [](const ConfiguredProvider& each) { return each.provider.issuer; });
    if (known != providers.end()) {
        view.provider = known->id;
        view.name = known->name;
    }
    return view;
}

Answer list(Call& call) {
    STRATUM_TRY(const Uuid user, person_of(call));
    STRATUM_TRY(const auto reader, call.services.pool.read());
    STRATUM_TRY(const auto identities, account::list_identities(*reader, user));
    const auto providers = list_providers(call.services);
    std::vector<IdentityView> all;
    for (const auto& identity : identities) all.push_back(view_of(identity, providers));
    STRATUM_TRY(const auto page, page_by_id(call, std::move(all), false));
    return platform::json(200, page);
}

/// A way in that is there for good: only who proved lately that it is them adds one.
Answer begin(Call& call) {
    STRATUM_TRY(const auto body, platform::body_as<IdentityNew>(call));
    STRATUM_TRY(const Uuid user, person_of(call));
    if (call.actor.kind != account::ActorKind::session)
        return platform::problem(409, "conflict", "nobody is signed in, so nothing can be linked",
                                 "sign in to an account first");
    if (auto stale = unconfirmed(call)) return std::move(*stale);
    auto provider = find_provider(call.services, body.provider);
    if (!provider)
        return platform::problem(422, "invalid_argument", "this server knows no such provider",
                                 "its providers stand in GET /api/v1/session");
    if (auto away = find_endpoints(call, *provider)) return std::move(*away);
    STRATUM_TRY(const auto started, start_at(call, *provider, body.return_to.value_or("/"), user));
    auto response = platform::json(200, IdentityStart{started.url});
    put_oidc_cookie(call, response, {started.state});
    return response;
}

Answer unlink(Call& call) {
    STRATUM_TRY(const Uuid id, platform::id_in_path(call));
    STRATUM_TRY(const Uuid user, person_of(call));
    if (auto stale = unconfirmed(call)) return std::move(*stale);
    const auto gone = call.services.change([&](store::Database& database) -> Result<void> {
        STRATUM_TRY(const auto identities, account::list_identities(database, user));
        for (const auto& each : identities)
            if (id_of(each) == id)
                return account::remove_identity(database, call.account(), user, each.issuer, each.subject);
        return error(ErrorCode::not_found, "you sign in by no such account");
    });
    if (!gone) return told_as(gone.error(), ErrorCode::invalid_argument, 409, "conflict");
    return platform::nothing();
}

}  // namespace

Routes identity_routes() {
    return {
        {.method = Method::get,
         .path = "/api/v1/profile/identities",
         .permission = "self",
         .query = platform::paged(),
         .handle = list},
        {.method = Method::post, .path = "/api/v1/profile/identities", .permission = "self", .handle = begin},
        {.method = Method::delete_, .path = "/api/v1/profile/identities/{id}", .permission = "self", .handle = unlink},
    };
}

}  // namespace stratum::people
