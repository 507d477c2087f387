#include "oidc_steps.hpp"

#include "stratum/platform/outgoing.hpp"
#include "stratum/platform/server_secrets.hpp"

namespace stratum::people {
namespace {

using net::Method;
using platform::Call;

constexpr std::string_view kUntilTheBrowserEnds = ".brief";

void put(const Call& call, net::Response& response, const std::string& value, std::string_view age) {
    std::string cookie = std::string{kOidcCookie} + "=" + value + "; Path=/api/v1/session/oidc; HttpOnly; SameSite=Lax";
    cookie += "; Max-Age=" + std::string{age};
    if (call.request.secure) cookie += "; Secure";
    response.headers.add("Set-Cookie", std::move(cookie));
}

}  // namespace

OidcCookie oidc_cookie_of(const Call& call) {
    std::string value = platform::cookie_of(call.request, kOidcCookie);
    const bool remember = !value.ends_with(kUntilTheBrowserEnds);
    if (!remember) value.resize(value.size() - kUntilTheBrowserEnds.size());
    return {std::move(value), remember};
}

void put_oidc_cookie(const Call& call, net::Response& response, const OidcCookie& cookie) {
    put(call, response, cookie.state + (cookie.remember ? "" : std::string{kUntilTheBrowserEnds}), "600");
}

void clear_oidc_cookie(const Call& call, net::Response& response) { put(call, response, "", "0"); }

account::Fetch fetch_by(const Call& call, const ConfiguredProvider& provider) {
    return [&call, &provider](const std::string& url, const std::optional<account::Form>& form) -> Result<std::string> {
        net::ClientRequest request{.url = url, .patience = Seconds{15.0}, .most_bytes = std::size_t{1} << 20};
        request.headers.set("Accept", "application/json");
        if (form) {
            request.method = Method::post;
            request.headers.set("Content-Type", "application/x-www-form-urlencoded");
            if (!form->authorization.empty()) request.headers.set("Authorization", form->authorization);
            request.body = form->body;
        }
        STRATUM_TRY(auto response,
                    call.services.outgoing->send(call.services, {.actor = call.actor,
                                                                 .feature = "oidc",
                                                                 .purpose = "somebody signs in by " + provider.name,
                                                                 .content = account::Content::control,
                                                                 .request = std::move(request),
                                                                 .configured = provider.provider.issuer}));
        if (response.status != 200)
            return error(ErrorCode::permission_denied, "the provider answered " + std::to_string(response.status),
                         "try again, or another way");
        return std::move(response.body);
    };
}

std::string callback_of(const Call& call, const ConfiguredProvider& provider) {
    return call.services.policy.base_url + "/api/v1/session/oidc/" + provider.id + "/callback";
}

std::optional<platform::Problem> find_endpoints(const Call& call, ConfiguredProvider& provider) {
    const auto found = account::discover(provider.provider, fetch_by(call, provider));
    if (found) return {};
    return platform::problem(503, "unavailable", "the provider can not be reached: " + found.error().message,
                             "try again, or sign in another way");
}

Result<account::OidcStart> start_at(const Call& call, const ConfiguredProvider& provider, std::string_view return_to,
                                    const std::optional<Uuid>& link_user) {
    STRATUM_TRY(const auto secrets, platform::ServerSecrets::load(call.services));
    return call.services.change([&](store::Database& database) {
        return account::start_oidc(database, call.account(), secrets.box(), provider.provider,
                                   callback_of(call, provider), return_to, link_user);
    });
}

}  // namespace stratum::people
