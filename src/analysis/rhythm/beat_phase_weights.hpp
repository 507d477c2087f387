#pragma once

#include "rhythm/beat_phase.hpp"

#include <array>

namespace stratum::analysis::rhythm {

/// Fitted, not chosen: see "Fitted constants" in docs/methods/rhythm.md for the data and the procedure.
inline constexpr std::array<double, 38> kPhaseWeights{
    0.2159,  -0.0862, 0.2385,  0.0307,  -0.0758, -0.2073, 0.4018,  0.1904,  0.2023,  0.1210, 0.1835,  -0.1375, 0.6120,
    -0.8208, 0.5050,  0.2208,  0.5920,  -0.3046, -0.0630, -0.1044, -0.0848, -0.0007, 0.4662, 3.6943,  12.4098, -2.2579,
    15.3978, 0.1068,  -0.6698, -0.2591, 0.8613,  0.1725,  -1.6045, 2.7471,  0.8358,  2.0701, -0.8281, 6.7219,
};

}  // namespace stratum::analysis::rhythm
