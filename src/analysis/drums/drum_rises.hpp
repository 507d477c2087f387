#pragma once

#include "drums/drum_voices.hpp"
#include "rhythm/beat_bands.hpp"

#include <span>

namespace stratum::analysis::drums {

/// Band groups from 20 Hz to 10.5 kHz: where the drums differ.
inline constexpr std::size_t kGroups = 12;
using Rises = std::array<float, kGroups>;

/// How much each group of bands has become louder within the last three frames, vibrato kept out by comparing with the
/// loudest neighbour before [SuperFlux, Böck and Widmer 2013]. `bands`: rows of `BeatBands::kBands` values.
[[nodiscard]] std::vector<Rises> rises_of(std::span<const float> bands);

/// Drums by signal processing alone: a logistic model of the rises at each frame.
[[nodiscard]] Activations activations_of(std::span<const Rises> rises);

}  // namespace stratum::analysis::drums
