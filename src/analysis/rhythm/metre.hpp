#pragma once

#include "rhythm/onsets.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace stratum::analysis::rhythm {

/// What a beat has that may tell the first of a bar: strokes of each band there and on the beats around it, and changes
/// of bass and harmony over one and two beats. Each relative to its mean and deviation over the recording.
inline constexpr std::size_t kBarFeatures = kBands * 5 + 4;
using BarFeatures = std::array<float, kBarFeatures>;
[[nodiscard]] std::vector<BarFeatures> bar_features(const OnsetCurves& curves,
                                                    const std::array<std::vector<float>, kBands>& levelled,
                                                    std::span<const double> beats);

/// Log-odds of each beat to begin a bar, a fitted logit.
[[nodiscard]] std::vector<double> downbeat_logits(std::span<const BarFeatures> features);

/// What the network heard on one beat of the grid, as probabilities.
struct HeardBeat {
    float beat = 0.0F;
    float downbeat = 0.0F;
};

struct Bars {
    int beats_per_bar = 4;
    double metre_confidence = 0.0;
    std::vector<std::size_t> downbeats;  ///< Indices of beats, ascending.
};

/// Metre and downbeats by the likeliest path through the positions of a bar, for each metre from 2 to 7, where now and
/// then a bar may be cut short [after Krebs, Böck and Widmer 2013, with a fitted logit in place of learned patterns].
/// Nothing under two bars of four.
/// `heard`: what the network heard on each beat, or empty.
[[nodiscard]] std::optional<Bars> find_bars(std::span<const BarFeatures> features,
                                            std::span<const HeardBeat> heard = {});

/// How much better than chance a path through bars of four explains the beats: mean log-likelihood a beat.
[[nodiscard]] double bar_clarity(std::span<const BarFeatures> features);

}  // namespace stratum::analysis::rhythm
