#pragma once

#include "rhythm/beat_listener.hpp"
#include "rhythm/onsets.hpp"
#include "stratum/analysis/report.hpp"
#include "stratum/analysis/tempo_range.hpp"

#include <optional>

namespace stratum::analysis::rhythm {

/// The whole chain from onset curves to a report: periods, a vote on the tempo, a grid, bars. Everything that may be
/// absent is left out where the recording does not have it. With a range the tempo is looked for in it. `heard`: what
/// the beat network heard, or null.
[[nodiscard]] Rhythm hear_rhythm(const OnsetCurves& curves, Seconds duration, std::optional<TempoRange> range = {},
                                 const BeatActivations* heard = nullptr);

}  // namespace stratum::analysis::rhythm
