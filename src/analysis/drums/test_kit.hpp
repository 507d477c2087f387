#pragma once

#include "stratum/analysis/notes.hpp"

#include <cmath>
#include <numbers>
#include <random>
#include <span>
#include <vector>

namespace stratum::analysis::drums {

/// Strokes that anyone would call by these names: a falling sine, a short tone with noise, a breath of high noise.
class Kit {
  public:
    Kit(double seconds, int rate) : rate_(rate), samples_(static_cast<std::size_t>(seconds * rate)) {}
    void kick(double at, double gain = 0.8) {
        double phase = 0.0;
        each(at, 0.3, [&](double t) {
            phase += 2.0 * std::numbers::pi * (50.0 + 120.0 * std::exp(-30.0 * t)) / rate_;
            return gain * std::exp(-12.0 * t) * std::sin(phase);
        });
    }
    void snare(double at, double gain = 0.5) {
        each(at, 0.25, [&](double t) {
            return gain * (0.5 * std::exp(-20.0 * t) * std::sin(2.0 * std::numbers::pi * 190.0 * t) +
                           0.6 * std::exp(-18.0 * t) * noise_(random_));
        });
    }
    void hat(double at, double gain = 0.4) {
        double last = 0.0;
        double last2 = 0.0;
        each(at, 0.08, [&](double t) {
            const double x = noise_(random_);
            const double high = x - 2.0 * last + last2;  // two differences: 24 dB an octave below 10 kHz
            last2 = last;
            last = x;
            return gain * 0.5 * std::exp(-60.0 * t) * high;
        });
    }
    [[nodiscard]] const std::vector<float>& samples() const { return samples_; }

  private:
    template <class F>
    void each(double at, double length, F f) {
        const auto first = static_cast<std::size_t>(at * rate_);
        for (std::size_t i = 0; i < static_cast<std::size_t>(length * rate_) && first + i < samples_.size(); ++i)
            samples_[first + i] += static_cast<float>(f(static_cast<double>(i) / rate_));
    }
    int rate_;
    std::vector<float> samples_;
    std::mt19937 random_{7};
    std::normal_distribution<double> noise_{0.0, 0.3};
};

/// Share of the strokes that were heard within 25 ms, and of those heard that were played, as F.
inline double f_measure(std::span<const Note> heard, DrumVoice voice, const std::vector<double>& played) {
    std::vector<double> told;
    for (const Note& note : heard)
        if (note.pitch == static_cast<double>(voice)) told.push_back(note.start.value());
    std::size_t right = 0;
    for (const double time : played)
        for (double& x : told)
            if (std::abs(x - time) <= 0.025) {
                ++right;
                x = -1.0;
                break;
            }
    return 2.0 * static_cast<double>(right) / static_cast<double>(told.size() + played.size());
}

/// A bar of two seconds, again and again: a kick on each odd beat, a snare on each even one, hats between.
struct Pattern {
    explicit Pattern(double seconds, int rate) : kit(seconds, rate) {
        for (int beat = 0; 0.25 + 0.5 * beat + 0.4 < seconds; ++beat) {
            const double now = 0.25 + 0.5 * beat;
            auto& strokes = beat % 2 == 0 ? kicks : snares;
            strokes.push_back(now);
            if (beat % 2 == 0)
                kit.kick(now);
            else
                kit.snare(now);
            hats.push_back(now + 0.25);
            kit.hat(now + 0.25);
        }
    }
    Kit kit;
    std::vector<double> kicks;
    std::vector<double> snares;
    std::vector<double> hats;
};

}  // namespace stratum::analysis::drums
