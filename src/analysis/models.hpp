#pragma once

#include <cstdint>
#include <span>

/// The models of the folder `models`, as they were when this was built.
namespace stratum::analysis::models {

[[nodiscard]] std::span<const std::uint8_t> beats();

}  // namespace stratum::analysis::models
