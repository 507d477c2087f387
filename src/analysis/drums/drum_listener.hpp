#pragma once

#include "drums/drum_hits.hpp"
#include "rhythm/beat_bands.hpp"
#include "stratum/analysis/networks.hpp"
#include "stratum/base/result.hpp"

#include <memory>
#include <span>

namespace stratum::analysis::drums {

/// Hears the strokes of a recording as it goes by: the bands of 12 s at a time, with half a second before and after
/// them, which is as far as the network (or the signal processing, where there is none) looks, so that the result is
/// that of one run over all. Holds a quarter of a minute of bands.
class DrumListener {
  public:
    /// `networks`: null for signal processing alone. `piece`: frames that are heard at a time; it changes no result.
    explicit DrumListener(std::shared_ptr<const Networks> networks, std::size_t piece = 1024);
    void hear(const dsp::SpectrumFrame& frame);
    /// Whether the network heard all of it so far; where it fails, signal processing goes on.
    [[nodiscard]] bool by_network() const { return networks_ != nullptr; }
    [[nodiscard]] std::vector<Note> finish();

  private:
    void run(std::size_t frames);
    Result<void> ask_network(std::span<const float> bands);

    std::shared_ptr<const Networks> networks_;
    std::size_t piece_;
    rhythm::BeatBands bands_;
    std::size_t held_from_ = 0;  ///< Frame at the front of `bands_`, even.
    std::size_t next_ = 0;       ///< First frame that was not heard yet.
    std::size_t frames_ = 0;     ///< That came.
    HitPicker picker_;
    Activations heard_;  ///< Of one piece and what lies around it.
    Activations strength_;
};

}  // namespace stratum::analysis::drums
