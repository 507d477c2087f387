#pragma once

#include "stratum/base/units.hpp"

namespace stratum::analysis {

/// One second-order section, a0 = 1: y[n] = b0 x[n] + b1 x[n-1] + b2 x[n-2] - a1 y[n-1] - a2 y[n-2].
struct Biquad {
    double b0 = 1.0;
    double b1 = 0.0;
    double b2 = 0.0;
    double a1 = 0.0;
    double a2 = 0.0;
};

/// The K-weighting of ITU-R BS.1770-5, annex 1: a shelf for the head, then a high pass.
struct KWeighting {
    Biquad shelf;
    Biquad high_pass;
};

/// The standard gives coefficients for 48 kHz only. For other rates the same analogue prototypes are transformed again
/// [De Man 2014, "Evaluation of implementations of the EBU R128 loudness measurement"]; the result is scaled so that
/// the tone of 997 Hz, by which the standard fixes its scale, reads the same at every rate.
[[nodiscard]] KWeighting k_weighting(SampleRate rate);

/// The power gain of the weighting at one frequency, below half the rate.
[[nodiscard]] double power_gain(const KWeighting& weighting, Hertz frequency, SampleRate rate);

}  // namespace stratum::analysis
