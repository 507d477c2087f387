#pragma once

#include "stratum/analysis/analysers.hpp"
#include "stratum/analysis/networks.hpp"
#include "stratum/analysis/report.hpp"
#include "stratum/analysis/tempo_prior.hpp"
#include "stratum/analysis/tempo_range.hpp"
#include "stratum/base/export.hpp"
#include "stratum/base/result.hpp"
#include "stratum/dsp/audio_view.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>

namespace stratum::analysis {

struct AnalysisOptions {
    /// What is computed; the rest of the report stays absent. What an analyser reads of others is heard for it
    /// too, and left out again.
    AnalyserSet analysers = AnalyserSet::standard();
    /// Which loudspeaker each channel is for, as a WAVE file's mask; 0, or another number of bits than channels:
    /// unknown.
    std::uint32_t channel_mask = 0;
    /// Where the tempo is looked for: its octave is chosen inside. None: wherever it is likeliest.
    std::optional<TempoRange> tempo_range = {};
    /// What is likely of the tempo, from its genre for instance; set aside where there is a range.
    std::optional<TempoPrior> tempo_prior = {};
    /// The trained networks; without them everything is heard by signal processing alone.
    std::shared_ptr<const Networks> networks{};
};

/// Hears one recording, block by block, and tells at the end what it heard.
///
/// All analysers share one decode-side mixdown and one spectrogram. Memory grows by about 8 kB a second of audio. The
/// report is the same bit for bit for any cutting into blocks. Not thread-safe; different objects may run on different
/// threads, and one object hears one recording.
class STRATUM_EXPORT Analyzer {
  public:
    /// Errors: `invalid_argument` for a rate outside 1 kHz to 1 MHz or channels outside 1 to 64, or a
    /// tempo range or prior that is none.
    static Result<Analyzer> create(SampleRate rate, int channels, const AnalysisOptions& options = {});
    ~Analyzer();
    Analyzer(Analyzer&&) noexcept;
    Analyzer& operator=(Analyzer&&) noexcept;

    /// Interleaved samples, whole frames, full scale -1 to 1. Samples that are no numbers, or lie beyond a
    /// million times full scale, count as 0.
    /// Errors: `invalid_argument` for a part of a frame, or after `finish`.
    Result<void> push(std::span<const float> interleaved);
    /// Errors: `empty` when no frame was pushed; `invalid_argument` when called twice.
    /// `alive` is called now and then: hours of music take seconds to sum up.
    Result<Report> finish(const std::function<void()>& alive = {});

  private:
    struct State;
    explicit Analyzer(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// One-shot form. Thread-safe.
[[nodiscard]] STRATUM_EXPORT Result<Report> analyze(const dsp::AudioView& audio, const AnalysisOptions& options = {});

/// Recomputes what follows from other parts of the report alone (energy, theory), without audio.
STRATUM_EXPORT void derive(Report& report, AnalyserSet analysers);

}  // namespace stratum::analysis
