#pragma once

#include "structure/sections_cues.hpp"

#include <array>

/// Fitted on the tune half of the project's benchmark set (279 pieces, 8869 bars, 1162 of them the nearest to a border)
/// by maximum likelihood with an L2 penalty of 10 on standardised cues; docs/methods/structure.md tells how.
namespace stratum::analysis::structure {

inline constexpr std::array<double, kCues> kCueWeights{
    -1.0728,  // level_1
    0.6857,   // level_2
    0.0449,   // level_4
    -0.9812,  // level_8
    2.3708,   // broad_1
    1.9343,   // broad_2
    0.6594,   // broad_4
    0.7647,   // low_1
    -1.0448,  // low_2
    -0.7702,  // high_2
    0.9214,   // stroke_1
    0.5172,   // stroke_2
    0.4530,   // stroke_4
    -0.9804,  // stroke_8
    2.2536,   // chroma_2
    -3.4769,  // chroma_8
    0.6404,   // tonal_2
    -0.5982,  // loud_1
    -0.4981,  // loud_4
    1.1169,   // drums_2
    3.2321,   // peak_1
    -0.4494,  // peak_2
    -0.4205,  // peak_4
    -3.3530,  // unrest
    -2.0965,  // against
    3.3464,   // repeats
    1.9487,   // relative
};
inline constexpr double kCueBias = -3.1006;

/// From the chain's chance to the share of borders that were right, both as log-odds.
inline constexpr double kChanceOffset = 0.067;
inline constexpr double kChanceSlope = 1.240;

}  // namespace stratum::analysis::structure
