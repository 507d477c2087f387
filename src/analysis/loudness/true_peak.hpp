#pragma once

#include "loudness/loudness_kernels.hpp"
#include "stratum/dsp/simd.hpp"

#include <span>
#include <vector>

namespace stratum::analysis {

/// The largest magnitude of the continuous signal behind one channel's samples, as a stream (ITU-R BS.1770-5, annex 2).
///
/// Interpolates fourfold with a 96-tap windowed sinc (the standard's example has 48; this one is flat to 0.43 of the
/// rate) and reads the maximum off the parabola through three neighbours, since four values a sample can still miss a
/// peak by 0.17 dB at a quarter of the rate and 0.55 dB near its end. Stretches that can not hold a new maximum are
/// passed over, which changes no result. The same at every rate: more than fourfold is never worse.
class TruePeak {
  public:
    explicit TruePeak(dsp::SimdLevel level = dsp::simd_level());

    void push(std::span<const float> samples);
    /// Linear; the silence after the end is part of the signal. Call once, last.
    [[nodiscard]] float finish();

  private:
    const LoudnessKernels* kernels_;
    std::vector<float> pending_;  ///< From kPeakBefore samples before the next one to be looked at.
    std::size_t filled_ = kPeakBefore;
    float peak_ = 0.0F;
};

}  // namespace stratum::analysis
