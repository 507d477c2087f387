#pragma once

#include "rhythm/onsets.hpp"
#include "stratum/analysis/report.hpp"

namespace stratum::analysis::rhythm {

/// The whole chain from onset curves to a report: periods, a vote on the tempo, a grid, bars. Everything that may be
/// absent is left out where the recording does not have it.
[[nodiscard]] Rhythm hear_rhythm(const OnsetCurves& curves, Seconds duration);

}  // namespace stratum::analysis::rhythm
