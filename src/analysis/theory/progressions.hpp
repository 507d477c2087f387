#pragma once

#include "stratum/analysis/theory.hpp"

#include <span>
#include <vector>

namespace stratum::analysis {

/// Names the progressions that songwriters have names for, wherever they occur in the numerals; repetitions in a row
/// count as one. Longer names win over the shorter ones inside of them. Sevenths and inversions do not matter, major or
/// minor does.
[[nodiscard]] std::vector<NamedProgression> named_progressions(std::span<const TheoryChord> chords);

/// Twelve bars of blues: I in four, IV in two, I in two, V, IV or V, I in two (the last may turn to V); the second may
/// be IV. `bars` are the downbeats.
[[nodiscard]] std::vector<NamedProgression> blues_choruses(std::span<const TheoryChord> chords,
                                                           std::span<const Seconds> bars);

}  // namespace stratum::analysis
