#pragma once

#include "pitch/candidates.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace stratum::analysis {

/// What the tracker thinks of one frame before it has seen its neighbours.
struct PitchFrame {
    PitchCandidates candidates;
    float voicing = 0.0F;  ///< The probability that it has a pitch.
    float level = 0.0F;    ///< dB.
};

/// What a path may cost, as negative logarithms of probabilities.
struct PitchPathCosts {
    float least_probability = 0.06F;  ///< Of a candidate that no threshold picked.
    float depth = 3.0F;               ///< For each unit of the normalised difference.
    float octave = 0.5F;              ///< For each octave further down: two notes in one room share a subharmonic.
    float slope = 0.9F;               ///< For each semitone between one frame and the next beyond the first quarter,
    float jump = 5.0F;                ///< but never more than this; a voice may jump.
    float quiet_jump = 3.0F;          ///< The same where one of the two frames is unvoiced.
    float change = 3.0F;              ///< Between voiced and unvoiced.
};

/// One frame of the path that was chosen.
struct PitchChoice {
    float lag = 0.0F;  ///< 0: nothing was heard.
    float confidence = 0.0F;
    float level = 0.0F;
};

/// The path of least cost through the candidates, voiced or not, of a stream of frames [Viterbi; Boersma 1993].
///
/// A frame is given out as soon as all paths that may still win agree on it, after 4,096 frames in any case, so that
/// the memory in use has a bound. Depends on the sequence of frames alone.
class PitchPath {
  public:
    explicit PitchPath(const PitchPathCosts& costs = {}) : costs_(costs) {}
    void push(const PitchFrame& frame, std::vector<PitchChoice>& out);
    void finish(std::vector<PitchChoice>& out);

  private:
    static constexpr std::size_t kStates = 2 * kMostCandidates;
    static constexpr std::size_t kLongest = 4096;
    struct Step {
        std::array<float, kMostCandidates> lag{};
        std::array<float, kMostCandidates> note{};  ///< In semitones, from anywhere.
        std::array<std::uint8_t, kStates> from{};
        float voicing = 0.0F;
        float level = 0.0F;
        std::uint8_t count = 1;
    };
    void give(std::size_t state, std::size_t last, std::vector<PitchChoice>& out);
    void give_agreed(std::vector<PitchChoice>& out);
    [[nodiscard]] std::size_t best() const;

    PitchPathCosts costs_;
    std::vector<Step> steps_;
    std::array<float, kStates> total_{};
    std::size_t since_check_ = 0;
};

}  // namespace stratum::analysis
