#pragma once

#include "stratum/account/oidc_login.hpp"
#include "stratum/platform/call.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stratum::people {

/// A provider of identities as the configuration names it: `oidc.providers = "example"`, and then
/// `oidc.issuer.example`, `oidc.client_id.example`, `oidc.client_secret.example`, `oidc.name.example` and
/// `oidc.sign_up.example` ("yes": people who are new get an account).
struct ConfiguredProvider {
    std::string id;  ///< "example": a-z, digits and dashes.
    std::string name;
    account::Provider provider;
};
/// Those that are complete, in the order of the configuration.
[[nodiscard]] std::vector<ConfiguredProvider> list_providers(const platform::Services& services);
[[nodiscard]] std::optional<ConfiguredProvider> find_provider(const platform::Services& services, std::string_view id);

}  // namespace stratum::people
