#pragma once

#include "rhythm/tempo_vote.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace stratum::analysis::rhythm {

/// A part of the recording with a tempo of its own, in frames of the curves.
struct TempoSection {
    std::size_t begin = 0;
    std::size_t end = 0;
    double period = 0.0;  ///< Frames a beat.
    TempoQuestion question;
    TempoVote vote;  ///< Its winner is the beat of `period`.
};

/// Where the tempo jumps to another one: the sections before and after, ascending and without gaps. Empty when one
/// tempo does for all, which is judged by what the onsets say and not by the vote alone: a break with another drum
/// pattern, or a vote that differs by an octave, is no new tempo. Borders are right to some seconds.
///
/// `levelled` and `activation` are of one length; `whole` is what was asked about all of it, `period` what was
/// answered.
[[nodiscard]] std::vector<TempoSection> find_tempo_sections(const std::array<std::vector<float>, kBands>& levelled,
                                                            std::span<const float> activation,
                                                            const TempoEvidence& whole, double period);

}  // namespace stratum::analysis::rhythm
