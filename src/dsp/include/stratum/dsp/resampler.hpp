#pragma once

#include "stratum/base/export.hpp"
#include "stratum/base/result.hpp"
#include "stratum/base/units.hpp"

#include <memory>
#include <span>
#include <vector>

namespace stratum::dsp {

/// Changes the sample rate of one channel, as a stream. Output sample n lies at time n / `to` of the input: the
/// filter's delay is taken out. The output does not depend on how the input is cut into pushes.
class STRATUM_EXPORT Resampler {
  public:
    /// Errors: `invalid_argument` for rates outside 1 Hz to 1 MHz.
    static Result<Resampler> create(SampleRate from, SampleRate to);
    ~Resampler();
    Resampler(Resampler&&) noexcept;
    Resampler& operator=(Resampler&&) noexcept;

    /// Appends what is ready to `out`.
    void push(std::span<const float> in, std::vector<float>& out);
    /// Appends the rest; the whole output has round(frames * to / from) samples.
    void finish(std::vector<float>& out);

  private:
    struct State;
    explicit Resampler(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace stratum::dsp
