#include "loudness/k_weighting.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

namespace stratum::analysis {
namespace {

// The prototypes that give the standard's coefficients at 48 kHz to all digits.
constexpr double kShelfHertz = 1681.974450955533;
constexpr double kShelfGainDb = 3.999843853973347;
constexpr double kShelfQ = 0.7071752369554196;
constexpr double kShelfSlope = 0.4996667741545416;
constexpr double kHighPassHertz = 38.13547087602444;
constexpr double kHighPassQ = 0.5003270373238773;

constexpr Hertz kCalibration{997.0};  ///< The tone by which BS.1770 fixes its scale.

double warped(double hertz, double rate) {
    // Rates at which a corner has no place left below Nyquist (4 kHz and less) get it just below.
    return std::tan(std::numbers::pi * std::min(hertz / rate, 0.45));
}

double power(const Biquad& f, double omega) {
    const std::complex<double> z = std::polar(1.0, -omega);
    return std::norm((f.b0 + z * (f.b1 + z * f.b2)) / (1.0 + z * (f.a1 + z * f.a2)));
}

KWeighting uncalibrated(SampleRate rate) {
    const double fs = rate.value();
    KWeighting out;
    {
        const double k = warped(kShelfHertz, fs);
        const double vh = std::pow(10.0, kShelfGainDb / 20.0);
        const double vb = std::pow(vh, kShelfSlope);
        const double a0 = 1.0 + k / kShelfQ + k * k;
        out.shelf = {.b0 = (vh + vb * k / kShelfQ + k * k) / a0,
                     .b1 = 2.0 * (k * k - vh) / a0,
                     .b2 = (vh - vb * k / kShelfQ + k * k) / a0,
                     .a1 = 2.0 * (k * k - 1.0) / a0,
                     .a2 = (1.0 - k / kShelfQ + k * k) / a0};
    }
    {
        const double k = warped(kHighPassHertz, fs);
        const double a0 = 1.0 + k / kHighPassQ + k * k;
        out.high_pass = {.b0 = 1.0,
                         .b1 = -2.0,
                         .b2 = 1.0,
                         .a1 = 2.0 * (k * k - 1.0) / a0,
                         .a2 = (1.0 - k / kHighPassQ + k * k) / a0};
    }
    return out;
}

}  // namespace

KWeighting k_weighting(SampleRate rate) {
    // Where the tone of the definition has no place (rates up to 2 kHz) the prototype stands as it is.
    KWeighting out = uncalibrated(rate);
    if (2.0 * kCalibration.value() >= rate.value()) return out;
    constexpr SampleRate kReference{48000};
    const double wanted = power_gain(uncalibrated(kReference), kCalibration, kReference);
    const double scale = std::sqrt(wanted / power_gain(out, kCalibration, rate));
    out.high_pass.b0 *= scale;
    out.high_pass.b1 *= scale;
    out.high_pass.b2 *= scale;
    return out;
}

double power_gain(const KWeighting& weighting, Hertz frequency, SampleRate rate) {
    const double omega = 2.0 * std::numbers::pi * frequency.value() / rate.value();
    return power(weighting.shelf, omega) * power(weighting.high_pass, omega);
}

}  // namespace stratum::analysis
