#pragma once

#include <vector>

namespace stratum::analysis {

/// What of a frame tells whether a pitch sounds in it.
struct VoicingEvidence {
    float periodicity = 0.0F;    ///< Of `PitchCandidates`.
    float difference = 1.0F;     ///< The least normalised difference.
    float level = -120.0F;       ///< dB.
    float below_loudest = 0.0F;  ///< How far the level lies below the loudest frames around, in dB, at least 0.
};

/// The probability that a frame has a pitch, by a logistic function of the evidence. Weights: docs/methods/pitch.md.
[[nodiscard]] float voicing_of(const VoicingEvidence& evidence);

/// The level of the loudest frames around: follows upward at once and sinks slowly, so that the rests between notes are
/// compared with the notes.
class LoudestLevel {
  public:
    explicit LoudestLevel(float decay_per_frame) : decay_(decay_per_frame) {}
    float follow(float level) {
        loudest_ = level > loudest_ - decay_ ? level : loudest_ - decay_;
        return loudest_;
    }

  private:
    float decay_;
    float loudest_ = -60.0F;
};

}  // namespace stratum::analysis
