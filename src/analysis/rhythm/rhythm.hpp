#pragma once

#include "rhythm/beat_listener.hpp"
#include "rhythm/onsets.hpp"
#include "stratum/analysis/report.hpp"
#include "stratum/analysis/tempo_prior.hpp"
#include "stratum/analysis/tempo_range.hpp"

#include <optional>

namespace stratum::analysis::rhythm {

/// What a listener said about the tempo beforehand. A range decides alone; without one a prior is weighed.
struct TempoKnowledge {
    std::optional<TempoRange> range = {};
    std::optional<TempoPrior> prior = {};
};

/// The whole chain from onset curves to a report: periods, a vote on the tempo, a grid, bars. Everything that may be
/// absent is left out where the recording does not have it. `heard`: what the beat network heard, or null.
[[nodiscard]] Rhythm hear_rhythm(const OnsetCurves& curves, Seconds duration, const TempoKnowledge& known = {},
                                 const BeatActivations* heard = nullptr);

}  // namespace stratum::analysis::rhythm
