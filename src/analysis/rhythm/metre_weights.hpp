#pragma once

#include "rhythm/metre.hpp"

#include <array>

namespace stratum::analysis::rhythm {

/// Fitted, not chosen: see "Fitted constants" in docs/methods/rhythm.md for the data and the procedure.
inline constexpr std::array<double, 29> kBarWeights{
    -0.3043, 0.2417,  0.0223, 0.0279,  -0.1811, 0.1368, -0.4179, 0.4792,  -0.1162, 0.0856,
    -0.0726, -0.0613, 0.4822, -0.1406, -0.2145, 0.0095, 0.1561,  -0.3348, 0.0530,  -0.0113,
    -0.1267, -0.1440, 0.4178, -0.2687, -0.0743, 0.3805, 0.2688,  0.0908,  0.2340,
};
inline constexpr double kBarBias = -1.5295;
/// How much of the evidence of a beat counts when metres are compared.
inline constexpr double kBarTrust = 0.2;
/// Log of how common bars of so many beats are, by reasoning (most music is in four).
inline constexpr std::array<double, 8> kMetrePrior{0, 0, -2.0, -1.5, 0.0, -4.0, -3.0, -4.5};

}  // namespace stratum::analysis::rhythm
