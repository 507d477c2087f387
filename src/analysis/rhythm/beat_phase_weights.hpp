#pragma once

#include "rhythm/beat_phase.hpp"

#include <array>

namespace stratum::analysis::rhythm {

/// Fitted, not chosen: see "Fitted constants" in docs/methods/rhythm.md for the data and the procedure.
inline constexpr std::array<double, 38> kPhaseWeights{
    0.1773,  0.0023,  0.1426,  -0.0319, -0.1884, -0.2093, 0.4215,  0.1749,  0.1328, 0.1341, 0.1161,  -0.1208, 0.5577,
    -0.6308, 0.4605,  0.0628,  0.5206,  -0.5190, 0.0647,  0.0359,  -0.0819, 0.2353, 0.5545, 3.7953,  7.0019,  -6.0650,
    8.2376,  -0.0457, -0.5393, 0.4739,  -0.1644, -0.7974, -0.5650, 2.5910,  0.6708, 2.1830, -0.6833, 7.0642,
};

}  // namespace stratum::analysis::rhythm
