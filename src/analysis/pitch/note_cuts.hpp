#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace stratum::analysis {

/// Cuts one unbroken stretch of pitch (in semitones, one value a frame) where it moves from one held note to another.
///
/// The stretch is explained by steps of constant pitch: each frame costs its distance from its step, at most two
/// semitones, so that a glide does not become a note; each new step costs `price`. The cheapest explanation is exact
/// (dynamic programming over steps of a quarter semitone), and a vibrato costs less than its cuts would.
/// Answers with the first frames of the steps, 0 among them.
[[nodiscard]] std::vector<std::size_t> note_cuts(std::span<const float> semitones, double price);

/// Frames inside a stretch where the level (dB) is lowest, and rises by `depth` within `reach` frames after having sunk
/// by as much before, or rises by twice that: a note struck again.
[[nodiscard]] std::vector<std::size_t> level_cuts(std::span<const float> level, double depth, std::size_t reach);

}  // namespace stratum::analysis
