#pragma once

#include "structure/sections_cues.hpp"

#include <array>

/// Fitted on the tune half of the project's benchmark set (279 pieces, 8869 bars, 1162 of them the nearest to a border)
/// by maximum likelihood with an L2 penalty of 10 on standardised cues; docs/methods/structure.md tells how.
namespace stratum::analysis::structure {

inline constexpr std::array<double, kCues> kCueWeights{
    -0.3042,  // level_1
    0.3574,   // level_2
    0.6445,   // level_4
    -0.5796,  // level_8
    2.0661,   // broad_1
    1.5999,   // broad_2
    1.1187,   // broad_4
    0.5376,   // low_1
    -0.8528,  // low_2
    -0.7401,  // high_2
    0.9758,   // stroke_1
    -0.0844,  // stroke_2
    1.0900,   // stroke_4
    -1.1155,  // stroke_8
    2.0700,   // chroma_2
    -4.7106,  // chroma_8
    0.5742,   // tonal_2
    -0.5615,  // loud_1
    -0.5567,  // loud_4
    1.2345,   // drums_2
    2.9433,   // peak_1
    -0.3088,  // peak_2
    -0.1371,  // peak_4
    -3.0360,  // unrest
    -0.7601,  // against
    -0.5995,  // loop
    -5.6757,  // relative
};
inline constexpr double kCueBias = -3.0933;

/// From the chain's chance to the share of borders that were right, both as log-odds.
inline constexpr double kChanceOffset = 0.546;
inline constexpr double kChanceSlope = 1.095;

}  // namespace stratum::analysis::structure
