#pragma once

#include "stratum/base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Addresses on the web, read by the same library that `Client` uses, so that who judges one and who connects to it can
/// not read it differently.
namespace stratum::net {

struct Url {
    std::string text;    ///< In its plain form, which means what `host` and `port` say: "http://127.0.0.1/".
    std::string scheme;  ///< "http" or "https".
    std::string host;    ///< "example.org", "127.0.0.1" (however that was written: 0x7f.1, 2130706433), "[::1]".
    std::uint16_t port = 0;
    bool has_login = false;  ///< "user:password@".
};

/// Errors: `invalid_argument` for anything but http and https with a host.
[[nodiscard]] Result<Url> parse_url(const std::string& text);
/// Where a `Location` leads from here. Errors: as `parse_url`.
[[nodiscard]] Result<Url> resolve_reference(const std::string& base, const std::string& reference);
/// The addresses of a host, by the system's resolver, as text. Blocks. Errors: `not_found`.
[[nodiscard]] Result<std::vector<std::string>> look_up(const std::string& host);

}  // namespace stratum::net
