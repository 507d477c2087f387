#pragma once

#include "rhythm/beat_phase.hpp"

#include <array>

namespace stratum::analysis::rhythm {

/// Fitted, not chosen: see "Fitted constants" in docs/methods/rhythm.md for the data and the procedure.
inline constexpr std::array<double, 38> kPhaseWeights{
    0.1684,  0.0050,  0.1467,  -0.0228, -0.1692, -0.1598, 0.4305,  0.1787,  0.1514, 0.1310, 0.1243,  -0.1144, 0.4534,
    -0.6604, 0.4429,  0.0797,  0.4894,  -0.5541, 0.0748,  0.0500,  -0.0794, 0.2779, 0.5629, 3.3423,  6.6288,  -5.6330,
    7.7359,  -0.0297, -0.5305, 0.5168,  -0.1822, -0.6583, -0.4875, 2.7463,  0.5565, 2.2222, -0.4835, 6.6644,
};

}  // namespace stratum::analysis::rhythm
