#pragma once

#include "drums/drum_voices.hpp"

#include <span>

namespace stratum::analysis::drums {

/// Strokes from activations: peaks of each voice that reach its threshold and are the highest within 40 ms, between
/// frames by a parabola. `strength`: how loud each voice's strokes are, by frame; the velocity is the root of it, 1 the
/// strongest of its voice. The confidence of a stroke is its activation.
[[nodiscard]] std::vector<Note> hits_of(const Activations& activations, const Activations& strength,
                                        std::span<const float, kVoiceCount> thresholds);

}  // namespace stratum::analysis::drums
