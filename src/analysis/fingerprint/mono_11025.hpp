#pragma once

#include "stratum/dsp/audio_view.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace stratum::analysis::fingerprint {

/// Mixes down to one channel of 11,025 Hz the way every fingerprint in AcoustID's database was made: a 16-lobe sinc
/// under a Kaiser window (beta 9), cut off at 80 % of the new Nyquist frequency, the start mirrored, the output rounded
/// to 16 bits.
///
/// The shared `low_mono` is the better resampler and for that very reason no help here: its flat pass band lifts the
/// notes above 2.8 kHz against those of the reference. The output does not depend on how the input is cut.
class Mono11025 {
  public:
    /// `rate` and `channels` as `Analyzer::create` allows them.
    Mono11025(SampleRate rate, int channels);

    /// Appends to `out` whole numbers of 16 bits, kept as floats for the transform to come.
    void push(const dsp::AudioView& block, std::vector<float>& out);
    void finish(std::vector<float>& out);

  private:
    void mix(const dsp::AudioView& block);
    void mirror_start();
    void convert(std::vector<float>& out);
    [[nodiscard]] const float* filter(int phase) const {
        return filters_.data() + static_cast<std::size_t>(phase) * stride_;
    }

    float (*dot_)(const float*, const float*, std::size_t) = nullptr;  ///< Chosen for the processor.
    std::int64_t rate_;
    std::vector<float> weights_;  ///< Of the channels.
    int phases_ = 1;
    int taps_ = 1;
    std::size_t stride_ = 8;      ///< `taps_` rounded up to whole vectors; zeros fill the rest.
    std::vector<float> filters_;  ///< phases_ + 1 rows of stride_.
    std::vector<float> pending_;  ///< Mono samples that later outputs need.
    std::int64_t pending_start_ = 0;
    std::int64_t mixed_ = 0;
    std::int64_t made_ = 0;
    // The next output lies at sample_ + rest_ / 11025 of the input.
    std::int64_t sample_ = 0;
    std::int64_t rest_ = 0;
    bool started_ = false;
};

}  // namespace stratum::analysis::fingerprint
