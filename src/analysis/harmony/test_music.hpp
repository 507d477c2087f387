#pragma once

#include "stratum/analysis/key.hpp"

#include <cmath>
#include <numbers>
#include <random>
#include <vector>

/// Small pieces with a known key for the tests of this folder.
namespace stratum::analysis::test_music {

inline constexpr int kRate = 22050;

/// Adds a plucked note: six partials, each quieter and shorter than the one below.
inline void add_note(std::vector<float>& out, double midi, double start, double seconds, double level,
                     double cents = 0.0) {
    const double hz = 440.0 * std::exp2((midi - 69.0 + cents / 100.0) / 12.0);
    const auto from = static_cast<std::size_t>(start * kRate);
    const auto count = static_cast<std::size_t>(seconds * kRate);
    if (out.size() < from + count) out.resize(from + count);
    for (int partial = 1; partial <= 6; ++partial) {
        // A rotating pointer instead of a sine a sample.
        const double step = 2.0 * std::numbers::pi * hz * partial / kRate;
        const double decay = std::exp(-0.8 * partial / kRate);
        double re = level / partial;
        double im = 0.0;
        const double c = decay * std::cos(step);
        const double s = decay * std::sin(step);
        for (std::size_t i = 0; i < count; ++i) {
            out[from + i] += static_cast<float>(im);
            const double next = re * c - im * s;
            im = re * s + im * c;
            re = next;
        }
    }
}

inline void add_triad(std::vector<float>& out, int root, Mode mode, double start, double seconds, double cents) {
    add_note(out, 36 + root, start, seconds, 0.12, cents);
    for (const int interval : {0, mode == Mode::major ? 4 : 3, 7})
        add_note(out, 60 + (root + interval) % 12, start, seconds, 0.08, cents);
}

/// I-IV-V-I, or i-iv-V-i: the cadence that names a key, `times` over, one second a chord.
inline std::vector<float> cadence(Key key, double cents = 0.0, int times = 3) {
    std::vector<float> out;
    double at = 0.0;
    for (int n = 0; n < times; ++n) {
        for (const int degree : {0, 5, 7, 0}) {
            add_triad(out, (key.tonic + degree) % 12, degree == 7 ? Mode::major : key.mode, at, 1.0, cents);
            at += 1.0;
        }
    }
    return out;
}

inline std::vector<float> noise(double seconds, unsigned seed = 1) {
    std::mt19937 random{seed};
    std::normal_distribution<float> normal{0.0F, 0.1F};
    std::vector<float> out(static_cast<std::size_t>(seconds * kRate));
    for (float& x : out) x = normal(random);
    return out;
}

/// Four on the floor: a falling sine for the kick, bursts of noise for snare and hi-hat.
inline std::vector<float> drums(double seconds) {
    std::vector<float> out(static_cast<std::size_t>(seconds * kRate));
    const std::vector<float> hiss = noise(seconds, 3);
    const double beat = 0.47;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const double t = static_cast<double>(i) / kRate;
        const double in_beat = std::fmod(t, beat);
        const double in_half = std::fmod(t, beat / 2.0);
        const double in_bar = std::fmod(t + beat, 2.0 * beat);
        const double phase = 2.0 * std::numbers::pi * (45.0 * in_beat + 6.0 * (1.0 - std::exp(-30.0 * in_beat)));
        out[i] = static_cast<float>(0.5 * std::exp(-9.0 * in_beat) * std::sin(phase)) +
                 hiss[i] * static_cast<float>(std::exp(-60.0 * in_half) + 3.0 * std::exp(-25.0 * in_bar));
    }
    return out;
}

}  // namespace stratum::analysis::test_music
