#pragma once

#include "serve/backups.hpp"
#include "stratum/base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace stratum::app {

/// Who reads the settings; what a worker does not use is not judged there.
enum class Process : std::uint8_t { server, worker };

/// Judges each setting that has a form, before anything is opened or made. What may also stand on the command line
/// (numbers, addresses) is judged where that is read. Errors: `invalid_argument` with the setting, what is wrong with
/// it and what is right; what may be a secret is not quoted.
[[nodiscard]] Result<void> check_settings(const Setting& setting, Process process);

/// `server.trusted_proxies` as the addresses of connections are written. Errors: `invalid_argument`.
[[nodiscard]] Result<std::vector<std::string>> parse_trusted_proxies(std::string_view text);
/// An address to listen on. Errors: `invalid_argument` unless it is one.
[[nodiscard]] Result<void> check_listen_address(std::string_view text);

}  // namespace stratum::app
