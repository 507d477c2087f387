#pragma once

#include "stratum/base/cbor.hpp"
#include "stratum/base/clock.hpp"
#include "stratum/base/result.hpp"

#include <span>
#include <string>
#include <string_view>

/// Signatures of Standard Webhooks, version 1: symmetric, HMAC-SHA256.
namespace stratum::webhooks {

/// 32 random bytes.
[[nodiscard]] Bytes make_secret();
/// As people copy it: "whsec_" and base64.
[[nodiscard]] std::string secret_text(std::span<const std::uint8_t> secret);

/// "v1,..." for one secret: over "id.timestamp.body", the timestamp in whole seconds.
[[nodiscard]] std::string sign(std::span<const std::uint8_t> secret, std::string_view id, Timestamp time,
                               std::string_view body);

}  // namespace stratum::webhooks
