#pragma once

#include "stratum/base/units.hpp"

namespace stratum::analysis {

/// The probability that a chord is right from what the path's model gives it: the mean of its slices' probabilities,
/// and how long it lasts. Logistic regression on the logit of the one and the logarithm of the other, fitted to
/// pieces that the chord model was not fitted to (docs/methods/chords.md). 0 to 1.
[[nodiscard]] double chord_confidence(double probability, Seconds length);

}  // namespace stratum::analysis
