#include "providers.hpp"

#include "stratum/base/terminal_text.hpp"
#include "stratum/base/text.hpp"
#include "stratum/net/url.hpp"
#include "stratum/people/settings.hpp"

#include <algorithm>

namespace stratum::people {
namespace {

using Setting = std::function<std::optional<std::string>(std::string_view key)>;

bool is_id(std::string_view id) {
    return !id.empty() && id.size() <= 64 &&
           std::ranges::all_of(id, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

}  // namespace

Result<void> check_provider_settings(const Setting& setting) {
    const std::string listed = setting("oidc.providers").value_or("");
    for (const auto part : split(listed, ',')) {
        const std::string id{trim(part)};
        if (id.empty()) continue;
        if (!is_id(id))
            return error(ErrorCode::invalid_argument, "oidc.providers has \"" + printable(id) + "\"",
                         "use names of your own in a-z, 0-9 and -, separated by commas");
        const auto value = [&](const std::string& name) { return setting("oidc." + name + "." + id).value_or(""); };
        const std::string named = "oidc.providers names " + id + ", but oidc.";
        if (value("issuer").empty())
            return error(ErrorCode::invalid_argument, named + "issuer." + id + " is not set",
                         "set it to the provider's address, such as https://id.example.org");
        if (!net::parse_url(value("issuer")))
            return error(ErrorCode::invalid_argument,
                         "oidc.issuer." + id + " is \"" + printable(value("issuer")) + "\"",
                         "use the provider's address, such as https://id.example.org");
        if (value("client_id").empty())
            return error(ErrorCode::invalid_argument, named + "client_id." + id + " is not set",
                         "set it to what the provider calls this server");
        const std::string sign_up = value("sign_up");
        if (!sign_up.empty() && sign_up != "yes" && sign_up != "no")
            return error(ErrorCode::invalid_argument, "oidc.sign_up." + id + " is \"" + printable(sign_up) + "\"",
                         "use yes or no");
    }
    return {};
}

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
