#pragma once

#include "stratum/base/text.hpp"

#include <string>
#include <string_view>

namespace stratum::platform {

/// Whether an address is this computer's own: 127.0.0.0/8 or ::1, as text.
[[nodiscard]] inline bool is_loopback(std::string_view address) {
    return address == "::1" || address.starts_with("127.");
}

/// Whether a host, with or without a port, is a name of this computer that another site's page can not make a browser
/// look up as such: localhost, anything.localhost, 127.0.0.1, [::1].
[[nodiscard]] inline bool names_this_computer(std::string_view host) {
    const auto end = host.starts_with('[') ? host.find(']') + 1 : host.find(':');
    if (end < host.size() && host[end] != ':') return false;
    const std::string name = to_lower(host.substr(0, end));
    return name == "localhost" || name.ends_with(".localhost") || name == "127.0.0.1" || name == "[::1]";
}

/// The same of an address such as "http://localhost:8080"; no for what is none.
[[nodiscard]] inline bool leads_to_this_computer(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos) return false;
    const std::string_view rest = url.substr(scheme + 3);
    return names_this_computer(rest.substr(0, rest.find_first_of("/?#")));
}

}  // namespace stratum::platform
