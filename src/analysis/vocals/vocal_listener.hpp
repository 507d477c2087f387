#pragma once

#include "rhythm/beat_bands.hpp"
#include "stratum/analysis/networks.hpp"
#include "stratum/analysis/report.hpp"
#include "stratum/base/result.hpp"
#include "vocals/vocal_signs.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace stratum::analysis::vocals {

/// Hears whether a voice sounds, as the recording goes by: every second frame of the shared spectrum in bands, 48 s at
/// a time, with the network's context before and after them, so that the result is that of one run over all. Holds
/// about a minute of bands, and a byte for each second that went by.
class VocalListener {
  public:
    /// `networks`: null for signal processing alone. `piece`: frames that are heard at a time, a multiple of 4; it
    /// changes no result.
    explicit VocalListener(std::shared_ptr<const Networks> networks, std::size_t piece = 2048);
    void hear(const dsp::SpectrumFrame& frame);
    /// Leaves the listener empty. Nothing where the network failed, and for no audio.
    [[nodiscard]] std::optional<VocalCurve> finish();

  private:
    Result<void> run(std::size_t frames);
    void add(std::size_t step, float probability);
    void close_second();

    std::shared_ptr<const Networks> networks_;
    std::size_t piece_;
    bool failed_ = false;
    rhythm::BeatBands bands_;
    std::size_t held_from_ = 0;  ///< Frame at the front of `bands_`, of those used.
    std::size_t next_ = 0;       ///< First frame that was not heard yet; a multiple of 4.
    std::size_t frames_ = 0;     ///< That came and are used.
    float sum_ = 0.0F;           ///< Of the probabilities of the second that is being heard,
    int steps_ = 0;              ///< and how many there are.
    std::vector<std::uint8_t> presence_;
    VocalSigns signs_;
};

}  // namespace stratum::analysis::vocals
