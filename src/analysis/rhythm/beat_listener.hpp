#pragma once

#include "rhythm/beat_bands.hpp"
#include "stratum/analysis/networks.hpp"
#include "stratum/base/result.hpp"

#include <array>
#include <memory>
#include <vector>

namespace stratum::analysis::rhythm {

/// What the beat network heard, at `BeatBands::kStepRate` steps a second. Step n lies at (n + kStepOffset) /
/// kStepRate seconds.
struct BeatActivations {
    static constexpr double kStepOffset = 0.25;
    std::vector<float> beat;      ///< Probability that a beat falls on the step.
    std::vector<float> downbeat;  ///< That a downbeat does.

    /// Tempo classes, `kTempoRatio` apart from `kSlowestClass` BPM on: what speaks for each at each step, as logits
    /// that are averaged over the steps in question before they are compared.
    static constexpr std::size_t kTempoClasses = 64;
    static constexpr double kSlowestClass = 40.0;
    static constexpr double kClassesPerOctave = 24.0;
    /// One row for each `kTempoHop` steps: their mean.
    static constexpr std::size_t kTempoHop = 64;
    std::vector<std::array<float, kTempoClasses>> tempo;

    [[nodiscard]] std::size_t steps() const { return beat.size(); }
};

/// Runs the beat network [after Davies and Böck 2019, Böck and Davies 2020; training/README.md] over a recording as it
/// is heard: pieces of 95 s with 12 s before and after them, which is as far as the network looks, so that the result
/// is that of one run over all. Holds about two minutes of features.
class BeatListener {
  public:
    explicit BeatListener(std::shared_ptr<const Networks> networks) : networks_(std::move(networks)) {}
    void hear(const dsp::SpectrumFrame& frame);
    /// Leaves the listener empty. Errors: those of the network.
    Result<BeatActivations> finish();

  private:
    Result<void> run(std::size_t outputs);

    std::shared_ptr<const Networks> networks_;
    BeatBands bands_;
    std::size_t held_from_ = 0;  ///< Step at the front of `bands_`.
    std::size_t next_ = 0;       ///< First step that has no activation yet.
    BeatActivations heard_;
    Result<void> ran_;
};

}  // namespace stratum::analysis::rhythm
