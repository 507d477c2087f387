#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace stratum::crypto {

/// Whether both are the same, in a time that depends on their lengths only: the one way to compare a secret, or a hash
/// of one, with what a stranger sent.
[[nodiscard]] bool equal_in_constant_time(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b);
[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b);

/// Overwrites a secret in a way that the compiler does not leave out.
void wipe(std::span<std::uint8_t> secret);

}  // namespace stratum::crypto
