#pragma once

#include <cmath>
#include <cstdint>
#include <functional>
#include <numbers>
#include <vector>

/// Sounds of known pitch.
namespace stratum::analysis::test_voices {

inline constexpr int kRate = 22050;

/// Harmonics of a pitch that moves: `hertz` and `amplitude` as functions of the time in seconds; each partial is `tilt`
/// times the one below.
inline std::vector<float> voice(
    double seconds, const std::function<double(double)>& hertz, double tilt = 0.7,
    const std::function<double(double)>& amplitude = [](double) { return 0.3; }) {
    std::vector<float> out(static_cast<std::size_t>(seconds * kRate));
    double phase = 0.0;
    for (std::size_t n = 0; n < out.size(); ++n) {
        const double time = static_cast<double>(n) / kRate;
        const double now = hertz(time);
        phase += 2.0 * std::numbers::pi * now / kRate;
        double sum = 0.0;
        double strength = amplitude(time);
        for (int h = 1; h * now < 0.45 * kRate && h <= 30; ++h, strength *= tilt) sum += strength * std::sin(h * phase);
        out[n] = static_cast<float>(sum);
    }
    return out;
}

inline std::vector<float> tone(double seconds, double hertz, double tilt = 0.7) {
    return voice(seconds, [=](double) { return hertz; }, tilt);
}

/// White noise between -level and level, the same every time.
inline std::vector<float> noise(double seconds, double level) {
    std::vector<float> out(static_cast<std::size_t>(seconds * kRate));
    std::uint32_t state = 12345;
    for (float& x : out) {
        state = state * 1664525U + 1013904223U;
        x = static_cast<float>(level * (static_cast<double>(state >> 8) / 8388608.0 - 1.0));
    }
    return out;
}

inline double cents(double a, double b) { return 1200.0 * std::log2(a / b); }

}  // namespace stratum::analysis::test_voices
