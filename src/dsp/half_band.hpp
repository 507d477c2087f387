#pragma once

#include "kernels.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace stratum::dsp {

/// Halves the sample rate of one channel, as a stream, with a linear-phase filter whose delay is taken out: output m
/// lies on input 2m.
///
/// A half-band filter: every second tap but the middle one is zero, so the even samples only pass through. Windowed
/// sinc with a Kaiser window [Kaiser 1974; Vaidyanathan, Multirate Systems, 4.6]. Each output is computed by the same
/// operations in the same order wherever the pushes are cut.
class HalfBand {
  public:
    enum class Steepness : std::uint8_t {
        last,   ///< Flat to 91 % of the new Nyquist frequency; what folds below that is 85 dB down.
        early,  ///< For a step that another follows: keeps the lower half of the new band clean.
    };
    HalfBand(Steepness steepness, SimdLevel level);

    /// Appends what is ready to `out`.
    void push(std::span<const float> in, std::vector<float>& out);
    /// Appends the rest: ceil(inputs / 2) outputs in all.
    void finish(std::vector<float>& out);

  private:
    void append(std::span<const float> in);
    void emit(std::int64_t until, std::vector<float>& out);

    const Kernels* kernels_;
    std::vector<float> taps_;  ///< For the odd samples, from the first before the middle to the last behind it.
    // Samples from output `made_` on, and half as many odd ones before as there are taps. Longer than what is filled,
    // by what the kernels read in vain.
    std::vector<float> even_;
    std::vector<float> odd_;
    std::size_t even_filled_ = 0;
    std::size_t odd_filled_;
    std::int64_t seen_ = 0;
    std::int64_t made_ = 0;
};

}  // namespace stratum::dsp
