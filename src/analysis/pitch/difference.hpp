#pragma once

#include "stratum/dsp/fft.hpp"

#include <complex>
#include <span>
#include <vector>

namespace stratum::analysis {

/// How much a signal differs from itself some samples later, relative to how much it does so on average at all shorter
/// lags: the cumulative mean normalised difference of YIN. Near 0 at the period of a periodic sound and at its
/// multiples, around 1 for noise, 1 at lag 0.
///
/// d(lag) = sum over a window of (x[n] - x[n + lag])^2 comes from one cross-correlation by FFT and running sums of
/// squares. Allocates in the constructor only.
class DifferenceFunction {
  public:
    /// `window` + `longest` samples are looked at, at most `kSize`.
    static constexpr int kSize = 2048;
    DifferenceFunction(int window, int longest);

    [[nodiscard]] int window() const { return window_; }
    [[nodiscard]] int longest() const { return longest_; }
    /// Samples of one frame.
    [[nodiscard]] int length() const { return window_ + longest_; }
    /// `frame` has length() samples; the answer has longest() + 1 values and lives until the next call.
    std::span<const float> of(std::span<const float> frame);
    /// The root mean square of that frame's first window() samples.
    [[nodiscard]] float level() const { return level_; }

  private:
    int window_;
    int longest_;
    dsp::RealFft fft_;
    std::vector<float> head_, whole_;
    std::vector<std::complex<float>> head_bins_, whole_bins_;
    std::vector<float> correlation_;
    std::vector<float> out_;
    float level_ = 0.0F;
};

}  // namespace stratum::analysis
