#pragma once

#include "rhythm/metre.hpp"

#include <array>

namespace stratum::analysis::rhythm {

/// Fitted, not chosen: see "Fitted constants" in docs/methods/rhythm.md for the data and the procedure.
inline constexpr std::array<double, 24> kBarWeights{
    -0.3399, 0.0738,  0.3440,  -0.0501, -0.2231, 0.1895,  -0.5361, 0.6422,  -0.2471, 0.1464, -0.2410, 0.0476,
    0.7013,  -0.2020, -0.2873, -0.0851, 0.3518,  -0.3709, 0.1641,  -0.1564, 0.3976,  0.2390, 0.3726,  0.3864,
};
inline constexpr double kBarBias = -1.6819;
/// How much of the evidence of a beat counts when metres are compared.
inline constexpr double kBarTrust = 0.35;
/// Log of how common bars of so many beats are, by reasoning (most music is in four).
inline constexpr std::array<double, 8> kMetrePrior{0, 0, -2.0, -1.5, 0.0, -4.0, -3.0, -4.5};

}  // namespace stratum::analysis::rhythm
