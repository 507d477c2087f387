#pragma once

#include "operation.hpp"
#include "stratum/analysis/analysers.hpp"
#include "stratum/base/result.hpp"
#include "stratum/library/corrections.hpp"

#include <span>
#include <vector>

namespace stratum::correct {

/// What is looked at and changed; the rest of a report is large and stays where it is.
[[nodiscard]] analysis::AnalyserSet looked_at();

struct Change {
    library::TrackCorrection correction;
    analysis::Report after;  ///< As it is shown then.
};

/// The resulting values, each operation done to what is shown after those before it (rhythm, harmony and silence are
/// looked at). Errors: `invalid_argument` with the reason when this can not be done to the track.
[[nodiscard]] Result<Change> plan(const library::HeardAndSaid& track, std::span<const Operation> operations);

}  // namespace stratum::correct
