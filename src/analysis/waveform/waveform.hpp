#pragma once

#include "frontend/analyser.hpp"

#include <cstdint>
#include <vector>

namespace stratum::analysis {

/// The picture of a recording: for each step of two spectrum hops (23.2 ms, 43 a second) the largest sample of any
/// channel and the strength of three bands, a byte each. 31 kB for three minutes, 6 MB for ten hours.
///
/// `peak` is linear: 255 at full scale and beyond. The bands are the root of the amplitude, 255 for a full-scale sine,
/// so that a quiet hi-hat is seen beside a loud bass: 40 dB less is a tenth. A band's amplitude is the root of its
/// energy in the spectrum frame (of the two whose centres lie in the step the stronger one). Low ends at 200 Hz and
/// high begins at 2.5 kHz, near where DJ mixers part theirs; what lies above the spectrum's 11 kHz shows in `peak`
/// only.
class WaveformAnalyser : public Analyser {
  public:
    explicit WaveformAnalyser(const StreamInfo& info);
    void source(const dsp::AudioView& block) override;
    void spectrum(const dsp::SpectrumFrame& frame) override;
    void finish(Report& report) override;

  private:
    [[nodiscard]] std::int64_t step_end(std::size_t step) const;

    StreamInfo info_;
    std::int64_t frames_ = 0;
    std::int64_t end_of_step_;
    float peak_ = 0.0F;
    std::vector<std::uint8_t> peaks_;
    std::vector<std::uint8_t> bands_[3];
};

}  // namespace stratum::analysis
