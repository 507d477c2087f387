#pragma once

#include "stratum/crypto/hash.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace stratum::crypto {

/// SHA-256 [FIPS 180-4], for what other protocols prescribe (PKCE, WebAuthn, signed webhooks). What is ours alone uses
/// BLAKE2b. Thread-safe.
[[nodiscard]] Hash256 sha256(std::span<const std::uint8_t> data);
[[nodiscard]] Hash256 sha256(std::string_view text);

/// HMAC with SHA-256 [RFC 2104], for keys of any length. Compare with `equal_in_constant_time`. Thread-safe.
[[nodiscard]] Hash256 hmac_sha256(std::span<const std::uint8_t> key, std::span<const std::uint8_t> data);

}  // namespace stratum::crypto
