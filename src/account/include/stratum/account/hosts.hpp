#pragma once

#include <string>
#include <string_view>

namespace stratum::account {

/// Whether who names this host means one inside: an address that leads inside, or a name that the internet does not
/// have (RFC 6761, 6762, 8375, and `.internal`, which ICANN keeps free). Any other name may not lead inside.
[[nodiscard]] bool names_inside(std::string_view host);
/// "id.example.org" of "https://id.example.org:8443/realm".
[[nodiscard]] std::string host_of(std::string_view url);

}  // namespace stratum::account
