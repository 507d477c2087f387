#pragma once

#include "rhythm/beat_listener.hpp"
#include "rhythm/tempo_level.hpp"

#include <span>
#include <vector>

namespace stratum::analysis::rhythm {

/// A stretch of what the beat network heard.
struct BeatEvidence {
    const BeatActivations* activations = nullptr;  ///< Null where no network listened.
    std::size_t begin = 0;                         ///< Steps, from
    std::size_t end = 0;                           ///< to before this one.

    /// The part of it between two frames of the curves.
    [[nodiscard]] BeatEvidence between(double first_frame, double last_frame) const;
};

/// How often each distance comes between neighbouring peaks of the beat activation, by its logarithm; a peak counts by
/// its probability. Adds up to 1, or is empty where there are fewer than four peaks.
class BeatIntervals {
  public:
    explicit BeatIntervals(const BeatEvidence& evidence);
    [[nodiscard]] bool empty() const { return gaps_.empty(); }
    [[nodiscard]] std::size_t count() const { return gaps_.size(); }
    /// Share of the distances within 6 % of `period` (frames).
    [[nodiscard]] double near(double period) const;
    /// The period (frames) with the largest share.
    [[nodiscard]] double commonest() const;

  private:
    struct Gap {
        double period;
        double weight;
    };
    std::vector<Gap> gaps_;
};

/// Log-probabilities of each pulse after the distances of the network's beats, and after its tempo classes.
[[nodiscard]] std::vector<double> interval_scores(const BeatIntervals& intervals, std::span<const Pulse> pulses);
[[nodiscard]] std::vector<double> class_scores(const BeatEvidence& evidence, std::span<const Pulse> pulses);

/// How well beats (frames, ascending) meet what the network heard, 0 to 1: the harmonic mean of the activation on them
/// and of the share of its peaks that lie on one of them.
[[nodiscard]] double agreement(const BeatEvidence& evidence, std::span<const double> beats);

/// Steps of a frame of the curves, and the reverse.
[[nodiscard]] double step_of(double frame);
[[nodiscard]] double frame_of_step(double step);

/// An activation at the frames of the curves, linear between its steps.
[[nodiscard]] std::vector<float> at_frames(std::span<const float> activation, std::size_t frames);
/// The largest activation within a step of the frame.
[[nodiscard]] float activation_at(std::span<const float> activation, double frame);

}  // namespace stratum::analysis::rhythm
