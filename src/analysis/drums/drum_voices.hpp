#pragma once

#include "stratum/analysis/notes.hpp"

#include <array>
#include <cstddef>
#include <vector>

namespace stratum::analysis::drums {

/// In the order in which the voices stand in activations.
inline constexpr std::array kVoices{DrumVoice::kick, DrumVoice::snare, DrumVoice::closed_hi_hat, DrumVoice::open_hi_hat,
                                    DrumVoice::tom,  DrumVoice::crash, DrumVoice::ride};
inline constexpr std::size_t kVoiceCount = kVoices.size();

/// For each frame of the shared spectrum and each voice: the probability that a stroke of it begins there.
using Activations = std::vector<std::array<float, kVoiceCount>>;

}  // namespace stratum::analysis::drums
