#pragma once

#include "harmony/chroma.hpp"
#include "stratum/analysis/report.hpp"

#include <optional>

namespace stratum::analysis {

/// The recording's tuning as the circular mean of its peaks' distances from the notes at A4 = 440 Hz [Dressler and
/// Streich 2007; Lerch 2012, 5.5]. Absent when there are no peaks. The confidence grows with how well
/// the peaks agree: 0 for noise, near 1 where all lie on the notes of one scale.
[[nodiscard]] std::optional<Tuning> estimate_tuning(const ChromaTrack& track);

}  // namespace stratum::analysis
