#include "identify.hpp"

#include "stratum/account/api_keys.hpp"
#include "stratum/account/sessions.hpp"
#include "stratum/account/users.hpp"
#include "stratum/account/workspaces.hpp"
#include "stratum/base/text.hpp"
#include "stratum/platform/answers.hpp"

#include <algorithm>
#include <array>

namespace stratum::platform {
namespace {

/// A proxy on this computer makes everybody look as if they asked from here; it says so in one of these.
bool came_through_a_proxy(const net::Request& request) {
    return std::ranges::any_of(std::array{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via"},
                               [&](const char* name) { return request.headers.find(name) != nullptr; });
}

Result<void> identify_local_owner(store::Database& database, const net::Request& request, Identity& identity) {
    if (!from_this_computer(request) || !names_this_computer(request.headers.get("Host"))) return {};
    STRATUM_TRY(const auto owner, account::find_local_owner(database));
    if (!owner) return {};
    identity.actor = owner->actor;
    identity.first_workspace = owner->first_workspace;
    return {};
}

}  // namespace

bool from_this_computer(const net::Request& request) {
    return is_loopback(request.remote) && !came_through_a_proxy(request);
}

std::string cookie_of(const net::Request& request, std::string_view name) {
    const std::string all = request.headers.joined("Cookie");
    std::string text = all;
    std::ranges::replace(text, ',', ';');  // several Cookie fields were joined by a comma
    for (std::string_view pair : split(text, ';')) {
        pair = trim(pair);
        const auto middle = pair.find('=');
        if (middle != pair.npos && pair.substr(0, middle) == name) return std::string{pair.substr(middle + 1)};
    }
    return {};
}

bool from_any_page(const net::Request& request) {
    return request.headers.find("Origin") != nullptr || request.headers.find("Sec-Fetch-Site") != nullptr;
}

bool from_own_page(const net::Request& request) {
    if (const std::string* site = request.headers.find("Sec-Fetch-Site"))
        if (*site != "same-origin" && *site != "none") return false;
    const std::string* origin = request.headers.find("Origin");
    if (origin == nullptr) return true;
    const auto scheme = origin->find("://");
    return scheme != std::string::npos && to_lower(origin->substr(scheme + 3)) == to_lower(request.headers.get("Host"));
}

Result<std::variant<Identity, Problem>> identify(store::Database& database, const net::Request& request,
                                                 const Services& services, const ApiOptions& options) {
    using Found = std::variant<Identity, Problem>;
    Identity identity;
    const Timestamp now = services.clock.now();
    const std::string_view authorization = request.headers.get("Authorization");
    if (!authorization.empty()) {
        constexpr std::string_view kBearer = "bearer ";
        if (to_lower(authorization.substr(0, kBearer.size())) == kBearer) {
            const auto token = trim(authorization.substr(kBearer.size()));
            STRATUM_TRY(identity.key, account::authenticate_key(database, token, now));
            if (identity.key) {
                identity.actor = identity.key->actor;
                return Found{std::move(identity)};
            }
        }
        auto refused = problem(401, "unauthenticated", "this API key is not valid: unknown, revoked or expired",
                               "send Authorization: Bearer with a key of this server");
        refused.headers.set("WWW-Authenticate", "Bearer error=\"invalid_token\"");
        return Found{std::move(refused)};
    }
    if (std::string token = cookie_of(request, kSessionCookie); !token.empty()) {
        STRATUM_TRY(auto found, account::authenticate_session(database, token, services.policy, now));
        if (found) {
            identity.actor = found->actor;
            identity.session = std::move(found->session);
            identity.session_token = std::move(token);
            return Found{std::move(identity)};
        }
        identity.wrong_cookie = true;
    }
    if (options.local_owner) STRATUM_TRY_VOID(identify_local_owner(database, request, identity));
    if (identity.actor.kind != account::ActorKind::anonymous) identity.wrong_cookie = false;
    return Found{std::move(identity)};
}

std::optional<Problem> forged(const net::Request& request, const Identity& identity, const ApiOptions& options) {
    using net::Method;
    const bool reads =
        request.method == Method::get || request.method == Method::head || request.method == Method::options;
    if (reads) return {};
    const std::string_view sent = request.headers.get("Stratum-Csrf");
    bool good = true;
    if (identity.actor.kind == account::ActorKind::session)
        good = from_own_page(request) && account::is_csrf_token(identity.session_token, sent);
    // Programs on this computer send neither header; pages can not leave them out.
    if (identity.actor.kind == account::ActorKind::local_owner && from_any_page(request))
        good = from_own_page(request) && sent == options.local_csrf;
    if (identity.actor.kind == account::ActorKind::anonymous) good = !from_any_page(request) || from_own_page(request);
    if (good) return {};
    return problem(403, "csrf", "this change does not come from a page of this server",
                   "send the token of GET /api/v1/session as Stratum-Csrf");
}

Result<Uuid> workspace_of(store::Database& database, const net::Request& request, const Identity& identity) {
    const account::Actor& actor = identity.actor;
    // The header counts before the parameter; both must be one, whichever counts.
    std::optional<Uuid> named;
    for (const auto& [text, what] : {std::pair{request.query.find("workspace"), "the parameter workspace"},
                                     std::pair{request.headers.find("Stratum-Workspace"), "Stratum-Workspace"}}) {
        if (text == nullptr) continue;
        named = parse_uuid(*text);
        if (!named)
            return error(ErrorCode::invalid_argument, std::string{what} + " must be the id of a workspace",
                         "the workspaces you are in stand in GET /api/v1/session");
    }
    if (named) return *named;
    if (identity.key) return identity.key->workspace;
    if (actor.user != Uuid{}) {
        STRATUM_TRY(const auto workspaces, account::list_workspaces(database, actor.user));
        return workspaces.empty() ? Uuid{} : workspaces.front().id;
    }
    if (identity.first_workspace != Uuid{}) return identity.first_workspace;
    STRATUM_TRY(const auto own, account::own_library(database));
    return own ? own->id : Uuid{};
}

}  // namespace stratum::platform
