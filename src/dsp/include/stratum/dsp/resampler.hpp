#pragma once

#include "stratum/base/export.hpp"
#include "stratum/base/result.hpp"
#include "stratum/base/units.hpp"
#include "stratum/dsp/simd.hpp"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace stratum::dsp {

/// Changes the sample rate of one channel, as a stream. Output sample n lies at time n / `to` of the input: the
/// filter's delay is taken out. The output does not depend on how the input is cut into pushes.
///
/// Exact halvings (2:1, 4:1, up to 32:1) use our own half-band filters, flat to 91 % of the new Nyquist frequency and
/// 80 dB down where it would fold below that; everything else is soxr's HQ (100 dB). Not thread-safe; allocates as it
/// grows.
class STRATUM_EXPORT Resampler {
  public:
    /// Errors: `invalid_argument` for rates outside 1 Hz to 1 MHz.
    static Result<Resampler> create(SampleRate from, SampleRate to, SimdLevel level = simd_level());
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

/// Name and version of the library behind the rates that are no halvings, as it is loaded now.
[[nodiscard]] STRATUM_EXPORT std::string resampling_library();

}  // namespace stratum::dsp
