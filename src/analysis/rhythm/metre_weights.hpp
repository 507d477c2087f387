#pragma once

#include "rhythm/metre.hpp"

#include <array>

namespace stratum::analysis::rhythm {

/// Fitted, not chosen: see "Fitted constants" in docs/methods/rhythm.md for the data and the procedure.
inline constexpr std::array<double, 29> kBarWeights{
    -0.1888, -0.0072, 0.1800, 0.0420,  -0.1087, 0.0530,  -0.3057, 0.4611,  -0.2325, 0.0353,
    -0.1438, 0.0531,  0.5783, -0.2214, -0.2479, -0.0276, 0.2321,  -0.4793, 0.2297,  -0.0375,
    -0.1402, -0.0987, 0.3883, -0.1692, -0.1290, 0.3182,  0.3230,  0.0937,  0.3336,
};
inline constexpr double kBarBias = -1.5795;
/// How much of the evidence of a beat counts when metres are compared.
inline constexpr double kBarTrust = 0.2;
/// Log of how common bars of so many beats are, by reasoning (most music is in four).
inline constexpr std::array<double, 8> kMetrePrior{0, 0, -2.5, -2.3, 0.0, -5.2, -3.8, -5.7};

}  // namespace stratum::analysis::rhythm
