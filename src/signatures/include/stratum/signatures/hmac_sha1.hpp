#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace stratum::signatures {

/// HMAC with SHA-1 [RFC 2104, 3174], for one-time passwords (TOTP), whose apps know nothing else; as a MAC it is still
/// sound. For nothing new. Keys up to 2 GiB. Thread-safe.
[[nodiscard]] std::array<std::uint8_t, 20> hmac_sha1(std::span<const std::uint8_t> key,
                                                     std::span<const std::uint8_t> data);

}  // namespace stratum::signatures
