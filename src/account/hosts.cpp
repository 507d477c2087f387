#include "stratum/account/hosts.hpp"

#include "stratum/account/addresses.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>
#include <array>

namespace stratum::account {

bool names_inside(std::string_view host) {
    if (const auto address = parse_address(host)) return classify(*address) != AddressKind::public_;
    const std::string name = to_lower(host);
    if (name.find('.') == std::string::npos) return true;
    constexpr std::array<std::string_view, 6> kEnds{".local", ".localhost", ".internal", ".home.arpa", ".lan", ".home"};
    return std::ranges::any_of(kEnds, [&](std::string_view end) { return name.ends_with(end); });
}

std::string host_of(std::string_view url) {
    const auto scheme = url.find("://");
    std::string_view rest = scheme == url.npos ? url : url.substr(scheme + 3);
    rest = rest.substr(0, rest.find('/'));
    if (rest.starts_with('[')) return std::string{rest.substr(0, rest.find(']') + 1)};
    return std::string{rest.substr(0, rest.find(':'))};
}

}  // namespace stratum::account
