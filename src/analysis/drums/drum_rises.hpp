#pragma once

#include "drums/drum_voices.hpp"

#include <span>

namespace stratum::analysis::drums {

/// How far around a frame the signal processing looks.
inline constexpr std::size_t kPlainContext = 10;

/// Drums by signal processing alone: a logistic model, fitted by training/drums/fit.py, of how much twelve groups of
/// bands become louder within three frames (compared with the loudest neighbour before, which keeps vibrato out
/// [SuperFlux, Böck and Widmer 2013]) at a frame and the two beside it, and how far they have died away a tenth of a
/// second later. `bands`: rows of `rhythm::BeatBands::kBands` values; silence comes before them. Appends to `heard` a
/// row for each frame, and to `strength` how much louder each voice's groups became.
void hear_plainly(std::span<const float> bands, Activations& heard, Activations& strength);

}  // namespace stratum::analysis::drums
