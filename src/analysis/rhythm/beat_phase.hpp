#pragma once

#include "rhythm/beat_opinion.hpp"
#include "rhythm/onsets.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace stratum::analysis::rhythm {

/// The parts of a beat by which a pulse train of the right tempo can be wrong: eighths, sixteenths, triplets.
inline constexpr std::array<double, 6> kBeatParts{0.0, 0.25, 0.5, 0.75, 1.0 / 3.0, 2.0 / 3.0};

/// What is heard at the beats when all of them are moved by a part of a beat: strokes of each band there and a quarter,
/// half and three quarters later, the same as shares of the four, a foot drum on one beat with a snare on the next,
/// changes of bass and harmony over one and two beats, and how clearly bars of four stand out.
inline constexpr std::size_t kPhaseFeatures = kBands * 4 + kBands * 2 + 3 + 4 + 1;
using PhaseFeatures = std::array<float, kPhaseFeatures>;
/// `beats` in frames, ascending; a beat is as long as the distance to the next.
[[nodiscard]] PhaseFeatures phase_features(const OnsetCurves& curves,
                                           const std::array<std::vector<float>, kBands>& levelled,
                                           std::span<const double> beats, double part);
/// Log-odds up to a constant; a conditional logit fitted as docs/methods/rhythm.md tells.
[[nodiscard]] double phase_score(const PhaseFeatures& features);

/// The mean of an activation of the network on the beats, moved by a part of a beat.
[[nodiscard]] double mean_activation(std::span<const float> activation, std::span<const double> beats, double part);

struct PhaseChoice {
    double part = 0.0;         ///< Of a beat, to add.
    double probability = 0.0;  ///< Of that choice among `kBeatParts`.
};
/// `heard`: what the beat network heard, or empty. `first_stroke`: where the recording begins to strike, in frames, if
/// `beats` are those around its beginning: most music begins on a beat.
[[nodiscard]] PhaseChoice choose_phase(const OnsetCurves& curves,
                                       const std::array<std::vector<float>, kBands>& levelled,
                                       std::span<const double> beats, const BeatEvidence& heard,
                                       std::optional<double> first_stroke = {});

/// Largest value of a curve within one frame of `at`.
[[nodiscard]] float stroke_at(std::span<const float> curve, double at);
/// How much the bass (first) and the pitch classes (second) differ before and after `at`, over `reach` frames each; 0
/// to 1.
[[nodiscard]] std::array<float, 2> colour_change(const OnsetCurves& curves, double at, double reach);

}  // namespace stratum::analysis::rhythm
