#pragma once

#include "stratum/base/export.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace stratum {

[[nodiscard]] STRATUM_EXPORT bool is_utf8(std::string_view text) noexcept;
/// `text` with every byte that is no part of valid UTF-8 replaced by U+FFFD.
[[nodiscard]] STRATUM_EXPORT std::string valid_utf8(std::string_view text);

[[nodiscard]] STRATUM_EXPORT std::string to_hex(std::span<const std::uint8_t> data);
/// Lower or upper case; empty when `text` is no hex of whole bytes.
[[nodiscard]] STRATUM_EXPORT std::optional<std::vector<std::uint8_t>> from_hex(std::string_view text);

enum class Base64 : std::uint8_t { standard, url };  ///< RFC 4648 with padding; or the URL alphabet without.
[[nodiscard]] STRATUM_EXPORT std::string to_base64(std::span<const std::uint8_t> data, Base64 form = Base64::standard);
[[nodiscard]] STRATUM_EXPORT std::optional<std::vector<std::uint8_t>> from_base64(std::string_view text);

/// ASCII only; other letters stay as they are.
[[nodiscard]] STRATUM_EXPORT std::string to_lower(std::string_view text);
[[nodiscard]] STRATUM_EXPORT std::string_view trim(std::string_view text) noexcept;
[[nodiscard]] STRATUM_EXPORT std::vector<std::string_view> split(std::string_view text, char separator);
/// Finite decimal numbers, whole text only, independent of the locale.
[[nodiscard]] STRATUM_EXPORT std::optional<double> parse_number(std::string_view text) noexcept;
[[nodiscard]] STRATUM_EXPORT std::optional<std::int64_t> parse_integer(std::string_view text) noexcept;

/// Fixed number of digits after the point, independent of the locale: format_fixed(128.0, 2) is "128.00".
[[nodiscard]] STRATUM_EXPORT std::string format_fixed(double value, int digits);
/// 225.4 becomes "3:45", 3725 becomes "1:02:05".
[[nodiscard]] STRATUM_EXPORT std::string format_duration(double seconds);
/// Seconds from "75", "75.5", "1:15.5" or "1:02:03"; nothing for anything else, or for more than a billion of them.
[[nodiscard]] STRATUM_EXPORT std::optional<double> parse_duration(std::string_view text);

}  // namespace stratum
