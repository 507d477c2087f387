#pragma once

#include "frontend/analyser.hpp"
#include "frontend/registry.hpp"
#include "stratum/base/result.hpp"
#include "stratum/dsp/resampler.hpp"
#include "stratum/dsp/stft.hpp"

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace stratum::analysis {

/// Turns pushed samples into the shared views (see `Views`), each made once, and fans them out to the analysers.
class FrontEnd {
  public:
    struct Listener {
        Analyser* analyser;
        Views views;
    };
    /// Errors: `invalid_argument` for a rate or a number of channels that no recording has. To be asked before
    /// analysers are made, which rely on it.
    static Result<void> check(const StreamInfo& info);
    /// Errors: those of `check`.
    static Result<FrontEnd> create(StreamInfo info, std::vector<Listener> listeners);

    /// Whole frames, interleaved, in pieces of any size.
    void push(std::span<const float> interleaved);
    void finish();
    [[nodiscard]] std::int64_t frames() const { return frames_; }

  private:
    FrontEnd(StreamInfo info, std::vector<Listener> listeners);
    void block(std::span<const float> interleaved);
    void hear_mono();
    void hear_low();

    StreamInfo info_;
    std::vector<Listener> listeners_;
    bool wants_mono_ = false;
    bool wants_low_ = false;
    std::vector<float> pending_;  ///< Less than one block.
    std::vector<float> mixed_;
    std::vector<float> mono_;
    std::vector<float> low_;
    std::optional<dsp::Resampler> to_mono_;
    std::optional<dsp::Resampler> to_low_;
    std::unique_ptr<dsp::Stft> stft_;
    std::int64_t frames_ = 0;
};

}  // namespace stratum::analysis
