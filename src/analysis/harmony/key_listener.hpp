#pragma once

#include "harmony/chroma.hpp"

#include <span>
#include <vector>

namespace stratum::analysis {

/// Values of one frame that the key network sees: the twelve of the treble, the twelve of the bass, the weight.
inline constexpr std::size_t kKeyInputs = 25;
[[nodiscard]] std::vector<float> key_network_input(std::span<const ChromaFrame> frames);

}  // namespace stratum::analysis
