#pragma once

#include "frontend/analyser.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace stratum::analysis::rhythm {

/// What the beat network sees: the shared spectrum in 72 bands, single bins up to 345 Hz, then eleven or twelve an
/// octave up to 10.5 kHz, each the mean magnitude m as log(1 + 3000 m). Two frames of the spectrum make one step, so
/// that a step is 23.2 ms long and keeps the time resolution of the frames in two planes.
class BeatBands {
  public:
    static constexpr std::size_t kBands = 72;
    static constexpr std::size_t kFramesPerStep = 2;
    static constexpr std::size_t kStepSize = kFramesPerStep * kBands;
    static constexpr double kStepRate = static_cast<double>(kMonoRate.value()) / kSpectrumHop / kFramesPerStep;

    BeatBands();
    /// Adds one frame; frames come in order, from 0 on.
    void hear(const dsp::SpectrumFrame& frame);
    /// Steps that are complete: `kStepSize` values each, earlier frame first.
    [[nodiscard]] std::span<const float> steps() const { return {values_.data(), count() * kStepSize}; }
    /// All frames that are held, `kBands` values each.
    [[nodiscard]] std::span<const float> frames() const { return values_; }
    [[nodiscard]] std::size_t count() const { return frames_ / kFramesPerStep; }
    /// Drops the first `steps` steps.
    void forget(std::size_t steps);

  private:
    std::array<std::uint16_t, kBands + 1> edges_{};
    std::array<float, kBands> scale_{};
    std::vector<float> values_;
    std::size_t frames_ = 0;  ///< Held in `values_`.
};

}  // namespace stratum::analysis::rhythm
