#pragma once

#include <cstdint>
#include <span>
#include <string_view>

/// The models of the folder `models`, as they were when this was built.
namespace stratum::analysis::models {

[[nodiscard]] std::span<const std::uint8_t> beats();
/// "beats " (or "key ") and the beginning of the model's SHA-256.
[[nodiscard]] std::string_view beats_name();
[[nodiscard]] std::span<const std::uint8_t> key();
[[nodiscard]] std::string_view key_name();
[[nodiscard]] std::span<const std::uint8_t> drums();
[[nodiscard]] std::string_view drums_name();
[[nodiscard]] std::span<const std::uint8_t> vocals();
[[nodiscard]] std::string_view vocals_name();

}  // namespace stratum::analysis::models
