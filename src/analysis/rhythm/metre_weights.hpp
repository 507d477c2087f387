#pragma once

#include "rhythm/metre.hpp"

#include <array>

namespace stratum::analysis::rhythm {

/// Fitted, not chosen: see "Fitted constants" in docs/methods/rhythm.md for the data and the procedure.
inline constexpr std::array<double, 29> kBarWeights{
    -0.3049, 0.2916,  -0.0534, 0.0345,  -0.1580, 0.1387, -0.4451, 0.5155,  -0.1300, 0.0852,
    -0.0910, -0.1057, 0.5736,  -0.1449, -0.2438, 0.0048, 0.1579,  -0.3331, 0.0511,  -0.0239,
    -0.1108, -0.1312, 0.3856,  -0.2419, -0.0675, 0.3907, 0.2626,  0.0930,  0.2579,
};
inline constexpr double kBarBias = -1.5431;
/// How much of the evidence of a beat counts when metres are compared.
inline constexpr double kBarTrust = 0.2;
/// Log of how common bars of so many beats are, by reasoning (most music is in four).
inline constexpr std::array<double, 8> kMetrePrior{0, 0, -2.0, -1.5, 0.0, -4.0, -3.0, -4.5};

}  // namespace stratum::analysis::rhythm
