#pragma once

#include "structure/sections_groups.hpp"

#include <array>

/// Fitted like `sections_weights.hpp`, on the 2467 pairs of sections that were found in the 279 pieces and lie in one
/// true section each (344 of the pairs the same).
namespace stratum::analysis::structure {

inline constexpr std::array<double, kPairCues> kPairWeights{
    -0.9581,  // level
    -1.0324,  // broad
    0.0546,   // low
    -0.6113,  // stroke
    -0.3521,  // drums
    0.1928,   // chroma
    -0.9730,  // tonal
    -0.5732,  // loud
    0.6680,   // same_bars
    -0.1857,  // length
    -0.9047,  // neighbours
};
inline constexpr double kPairBias = 4.1682;

}  // namespace stratum::analysis::structure
