#pragma once

#include "rhythm/onsets.hpp"

#include <span>
#include <vector>

namespace stratum::analysis::rhythm {

/// What the beat tracker follows: how likely a beat falls on each frame. Here mixed from the onset curves; a learned
/// model would hand in its own.
[[nodiscard]] std::vector<float> beat_activation(const std::array<std::vector<float>, kBands>& levelled);

/// The period of the beat over time, in frames, one value for each `kStep` frames.
struct PeriodTrack {
    static constexpr std::size_t kStep = 128;  ///< 1.5 s.
    std::vector<float> period;
    [[nodiscard]] float at(std::size_t frame) const;
};

/// Follows the period from `period` on: the likeliest path through autocorrelations of windows of 6 s, within less than
/// half an octave around `period`, so that the level of the beat stays [after Davies and Plumbley 2007; Stark 2009].
[[nodiscard]] PeriodTrack track_period(std::span<const float> activation, double period);

/// Beats that meet onsets and keep their distance near the local period: dynamic programming [Ellis 2007], the period
/// of each moment taken from `track`. In frames of the curve, fractional, ascending.
[[nodiscard]] std::vector<double> track_beats(std::span<const float> activation, const PeriodTrack& track);

}  // namespace stratum::analysis::rhythm
