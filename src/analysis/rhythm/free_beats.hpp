#pragma once

#include "rhythm/beat_listener.hpp"
#include "stratum/analysis/tempo_range.hpp"

#include <optional>
#include <vector>

namespace stratum::analysis::rhythm {

/// The beats of free playing: the likeliest sequence of them after what the network heard, where each distance is near
/// the one before [a hidden semi-Markov model; the idea of tying tempo to the last beat is that of Krebs, Böck and
/// Widmer, "An efficient state-space model for joint tempo and meter tracking", ISMIR 2015]. The tempo may wander
/// anywhere between 35 and 215 BPM, or in `range`; what the network thinks of it at each moment counts, and `period`
/// (frames of the curves) a little.
///
/// In frames of the curves, ascending, to a fraction of a step. Takes the same memory for any length.
[[nodiscard]] std::vector<double> free_beats(const BeatActivations& heard, double period,
                                             const std::optional<TempoRange>& range = {});
inline constexpr double kFastestFreeBeat = 215.0;  ///< BPM.

}  // namespace stratum::analysis::rhythm
