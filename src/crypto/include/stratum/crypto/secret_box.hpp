#pragma once

#include "stratum/base/cbor.hpp"
#include "stratum/base/result.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace stratum::crypto {

using BoxKey = std::array<std::uint8_t, 32>;

/// Encrypts and authenticates a secret that is kept at rest: XChaCha20-Poly1305 with a random nonce in front [RFC 8439,
/// draft-irtf-cfrg-xchacha]. `context` says where the box belongs ("totp", then the user's id): a box moved to another
/// row does not open there. The answer is 40 bytes longer than `secret`. Thread-safe.
[[nodiscard]] Bytes seal(const BoxKey& key, std::string_view context, std::span<const std::uint8_t> secret);

/// Errors: `corrupt` when the key or the context is another, or a bit was changed.
[[nodiscard]] Result<Bytes> open_sealed(const BoxKey& key, std::string_view context, std::span<const std::uint8_t> box);

}  // namespace stratum::crypto
