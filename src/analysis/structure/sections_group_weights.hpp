#pragma once

#include "structure/sections_groups.hpp"

#include <array>

/// Fitted like `sections_weights.hpp`, on the 2199 pairs of sections that were found in the 279 pieces and lie in one
/// true section each (282 of the pairs the same).
namespace stratum::analysis::structure {

inline constexpr std::array<double, kPairCues> kPairWeights{
    -1.0201,  // level
    -1.0451,  // broad
    0.0739,   // low
    -0.8364,  // stroke
    -0.3491,  // drums
    0.9410,   // chroma
    -1.0996,  // tonal
    -0.7548,  // loud
    0.2461,   // same_bars
    -0.0415,  // length
    -1.0976,  // neighbours
};
inline constexpr double kPairBias = 4.7072;

}  // namespace stratum::analysis::structure
