#pragma once

#include "stratum/analysis/analysers.hpp"
#include "stratum/analysis/networks.hpp"
#include "stratum/analysis/report.hpp"
#include "stratum/analysis/tempo_prior.hpp"
#include "stratum/analysis/tempo_range.hpp"
#include "stratum/base/units.hpp"
#include "stratum/dsp/audio_view.hpp"
#include "stratum/dsp/stft.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

namespace stratum::analysis {

/// The shared views of one recording, made once by the front end and handed to whoever asks for them.
inline constexpr SampleRate kMonoRate{22050};  ///< Of `mono` and of the spectrum.
inline constexpr SampleRate kLowRate{11025};   ///< Of `low_mono`.
inline constexpr int kSpectrumSize = 1024;     ///< 46 ms at kMonoRate, bins of 21.5 Hz.
inline constexpr int kSpectrumHop = 256;       ///< 11.6 ms: 86.13 frames a second.

struct StreamInfo {
    SampleRate rate{44100};
    int channels = 2;
    std::uint32_t channel_mask = 0;              ///< As in `AnalysisOptions`,
    std::optional<TempoRange> tempo_range = {};  ///< and so these.
    std::optional<TempoPrior> tempo_prior = {};
    std::shared_ptr<const Networks> networks{};  ///< Null where none are to be used.
};

/// One analyser at work on one recording. The front end calls the views in the order of time; all blocks have a fixed
/// size that does not depend on how the caller pushed, so results can not either.
class Analyser {
  public:
    virtual ~Analyser() = default;
    /// Interleaved samples at the source's rate, 4,096 frames at a time (the last block may be shorter).
    virtual void source(const dsp::AudioView& /*block*/) {}
    /// The mean of the channels at kMonoRate.
    virtual void mono(std::span<const float> /*samples*/) {}
    /// The spectrum of `mono`, frame n centred on n * kSpectrumHop / kMonoRate seconds.
    virtual void spectrum(const dsp::SpectrumFrame& /*frame*/) {}
    /// The mean of the channels at kLowRate.
    virtual void low_mono(std::span<const float> /*samples*/) {}
    /// All is heard: put the values into the report. Called in the order of `kAllAnalysers`, so that inputs come first.
    virtual void finish(Report& report) = 0;
};

/// Which views an analyser asks for; the front end makes no others.
struct Views {
    bool mono = false;
    bool spectrum = false;
    bool low_mono = false;
};

}  // namespace stratum::analysis
