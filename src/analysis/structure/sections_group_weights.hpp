#pragma once

#include "structure/sections_groups.hpp"

#include <array>

/// Fitted like `sections_weights.hpp`, on the 2205 pairs of sections that were found in the 279 pieces and lie in one
/// true section each (288 of the pairs the same).
namespace stratum::analysis::structure {

inline constexpr std::array<double, kPairCues> kPairWeights{
    -0.9487,  // level
    -1.0619,  // broad
    0.1496,   // low
    -0.9409,  // stroke
    -0.4573,  // drums
    0.9706,   // chroma
    -1.0895,  // tonal
    -0.7718,  // loud
    -0.0581,  // same_bars
    0.0236,   // length
    -1.0863,  // neighbours
};
inline constexpr double kPairBias = 4.8665;

}  // namespace stratum::analysis::structure
