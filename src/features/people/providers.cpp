#include "providers.hpp"

#include "stratum/base/text.hpp"

#include <algorithm>

namespace stratum::people {
namespace {

bool is_id(std::string_view id) {
    return !id.empty() && id.size() <= 64 &&
           std::ranges::all_of(id, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

}  // namespace

std::vector<ConfiguredProvider> list_providers(const platform::Services& services) {
    std::vector<ConfiguredProvider> out;
    const std::string listed = services.setting("oidc.providers").value_or("");
    for (const auto part : split(listed, ',')) {
        const std::string id{trim(part)};
        if (!is_id(id)) continue;
        const auto value = [&](std::string_view name) {
            return services.setting("oidc." + std::string{name} + "." + id).value_or("");
        };
        ConfiguredProvider found{.id = id, .name = value("name"), .provider = {}};
        if (found.name.empty()) found.name = id;
        found.provider.name = found.name;
        found.provider.issuer = value("issuer");
        found.provider.client_id = value("client_id");
        found.provider.client_secret = value("client_secret");
        found.provider.allow_sign_up = value("sign_up") == "yes";
        if (!found.provider.issuer.empty() && !found.provider.client_id.empty()) out.push_back(std::move(found));
    }
    return out;
}

std::optional<ConfiguredProvider> find_provider(const platform::Services& services, std::string_view id) {
    for (auto& found : list_providers(services))
        if (found.id == id) return std::move(found);
    return {};
}

}  // namespace stratum::people
