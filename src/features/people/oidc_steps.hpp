#pragma once

/// What signing in by a provider and linking one with an account share.

#include "providers.hpp"
#include "steps.hpp"

namespace stratum::people {

/// The cookie that ties a login at a provider to the browser that began it: the state, and whether the session that
/// comes of it outlives the browser.
inline constexpr std::string_view kOidcCookie = "stratum_oidc";
struct OidcCookie {
    std::string state;
    bool remember = true;
};
[[nodiscard]] OidcCookie oidc_cookie_of(const platform::Call& call);
void put_oidc_cookie(const platform::Call& call, net::Response& response, const OidcCookie& cookie);
void clear_oidc_cookie(const platform::Call& call, net::Response& response);

/// Asks a provider. One that lives on the internet can not send us to addresses inside, neither by its description nor
/// by its name; one that whoever runs the server named inside may.
[[nodiscard]] account::Fetch fetch_by(const platform::Call& call, const ConfiguredProvider& provider);
/// Where the provider sends people back to.
[[nodiscard]] std::string callback_of(const platform::Call& call, const ConfiguredProvider& provider);
/// Reads the provider's description. What went wrong, for programs; nothing when it is there.
[[nodiscard]] std::optional<platform::Problem> find_endpoints(const platform::Call& call, ConfiguredProvider& provider);
/// Begins a login there once its endpoints are known, for `link_user` to add it to their ways in.
[[nodiscard]] Result<account::OidcStart> start_at(const platform::Call& call, const ConfiguredProvider& provider,
                                                  std::string_view return_to, const std::optional<Uuid>& link_user);

}  // namespace stratum::people
