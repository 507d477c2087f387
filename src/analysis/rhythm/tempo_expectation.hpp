#pragma once

#include "rhythm/tempo_vote.hpp"
#include "stratum/analysis/tempo_prior.hpp"

#include <vector>

/// What is known of a tempo beforehand is one more opinion: it decides between octaves that are heard about equally
/// well, and is outvoted where one is clear.
namespace stratum::analysis::rhythm {

/// Log-odds of each pulse: 0 inside the prior's range, down to minus its logarithm of the odds from 0.4 octaves outside
/// on. `calibration` is the factor that the vote multiplies all log-odds with.
[[nodiscard]] Opinion by_prior(const TempoPrior& prior, const std::vector<Pulse>& pulses, double calibration);

}  // namespace stratum::analysis::rhythm
