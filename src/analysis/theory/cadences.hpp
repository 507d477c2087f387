#pragma once

#include "stratum/analysis/theory.hpp"

#include <span>
#include <vector>

namespace stratum::analysis {

/// Points of rest. Authentic, plagal and deceptive ones need an arrival: the last chord begins with a bar and lasts as
/// long as the one before it, or a bar; a plagal one also that no dominant stands right before it. A half cadence is a
/// dominant that fills the last bar of a group of four (counted from the first bar) and is not followed by the tonic
/// inside of it. Without `bars` (the downbeats) there are none.
[[nodiscard]] std::vector<Cadence> cadences(std::span<const TheoryChord> chords, std::span<const Seconds> bars);

}  // namespace stratum::analysis
