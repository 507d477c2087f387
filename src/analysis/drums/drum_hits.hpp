#pragma once

#include "drums/drum_voices.hpp"

#include <cstdint>
#include <span>

namespace stratum::analysis::drums {

/// Strokes out of activations that come piece by piece: peaks of each voice that reach its threshold and are the
/// highest within 35 ms, between frames by a parabola. The result does not depend on how the pieces are cut.
class HitPicker {
  public:
    explicit HitPicker(const std::array<float, kVoiceCount>& thresholds) : thresholds_(thresholds) {}
    /// The rows that follow; `strength`: how hard a stroke at each would be, 0 or more.
    void hear(std::span<const Activations::value_type> activations, std::span<const Activations::value_type> strength);
    /// Other thresholds, for what is heard from now on.
    void believe(const std::array<float, kVoiceCount>& thresholds) { thresholds_ = thresholds; }
    /// All strokes, by time, then by General MIDI number. Their confidence is the activation, their velocity the
    /// strength. Leaves the picker empty.
    [[nodiscard]] std::vector<Note> finish();

  private:
    void pick(std::size_t end);

    std::array<float, kVoiceCount> thresholds_;
    Activations activations_;  ///< Of the frames from `from_` on.
    Activations strength_;
    std::size_t from_ = 0;
    std::size_t next_ = 0;  ///< First frame that has not been judged.
    std::vector<Note> hits_;
};

/// Velocities relative to the hardest stroke of each voice, as roots: loudness grows faster than what is felt.
void scale_velocities(std::span<Note> hits);

}  // namespace stratum::analysis::drums
