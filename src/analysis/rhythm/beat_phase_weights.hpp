#pragma once

#include "rhythm/beat_phase.hpp"

#include <array>

namespace stratum::analysis::rhythm {

/// Fitted, not chosen: see "Fitted constants" in docs/methods/rhythm.md for the data and the procedure.
inline constexpr std::array<double, 21> kPhaseWeights{
    0.2061,  -0.0930, 0.2488,  0.0314, 0.2956, -0.4423, 0.2171, 0.2803, 0.0812, 0.0959, 0.3113,
    -0.0821, 0.6239,  -0.3416, 0.0015, 0.0538, 0.0705,  0.5306, 0.2596, 5.3049, 7.0882,
};

}  // namespace stratum::analysis::rhythm
