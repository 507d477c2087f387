#pragma once

#include <string_view>

namespace stratum::platform {

/// Whether an address is this computer's own: 127.0.0.0/8 or ::1, as text.
[[nodiscard]] inline bool is_loopback(std::string_view address) {
    return address == "::1" || address.starts_with("127.");
}

}  // namespace stratum::platform
