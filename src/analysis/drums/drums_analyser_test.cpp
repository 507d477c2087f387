#include "stratum/analysis/analyzer.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <numbers>
#include <random>

namespace stratum::analysis {
namespace {

constexpr int kRate = 44100;

/// Strokes that anyone would call by these names: a falling sine, a short tone with noise, a breath of high noise.
class Kit {
  public:
    explicit Kit(double seconds) : samples_(static_cast<std::size_t>(seconds * kRate)) {}
    void kick(double at, double gain = 0.8) {
        double phase = 0.0;
        each(at, 0.3, [&](double t) {
            phase += 2.0 * std::numbers::pi * (50.0 + 120.0 * std::exp(-30.0 * t)) / kRate;
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
    [[nodiscard]] Report heard() const {
        AnalysisOptions options;
        options.analysers = {};
        options.analysers.add(AnalyserId::drums);
        auto report = analyze({samples_, 1, SampleRate{kRate}}, options);
        EXPECT_TRUE(report);
        return *std::move(report);
    }

  private:
    template <class F>
    void each(double at, double length, F f) {
        const auto first = static_cast<std::size_t>(at * kRate);
        for (std::size_t i = 0; i < static_cast<std::size_t>(length * kRate) && first + i < samples_.size(); ++i)
            samples_[first + i] += static_cast<float>(f(static_cast<double>(i) / kRate));
    }
    std::vector<float> samples_;
    std::mt19937 random_{7};
    std::normal_distribution<double> noise_{0.0, 0.3};
};

/// Share of the strokes that were heard within 25 ms, and of those heard that were played, as F.
double f_measure(const Report& report, DrumVoice voice, const std::vector<double>& played) {
    std::vector<double> told;
    for (const Note& note : report.drums->notes)
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

TEST(DrumsAnalyser, TellsKickSnareAndHatApart) {
    Kit kit{8.5};
    std::vector<double> kicks;
    std::vector<double> snares;
    std::vector<double> hats;
    for (int beat = 0; beat < 16; ++beat) {
        const double now = 0.25 + 0.5 * beat;
        if (beat % 2 == 0) kicks.push_back(now), kit.kick(now);
        if (beat % 2 == 1) snares.push_back(now), kit.snare(now);
        hats.push_back(now + 0.25);
        kit.hat(now + 0.25);
    }
    const Report report = kit.heard();
    ASSERT_TRUE(report.drums);
    // A stroke or two of sixteen may be mistaken: these are no real drums.
    EXPECT_GE(f_measure(report, DrumVoice::kick, kicks), 0.88);
    EXPECT_GE(f_measure(report, DrumVoice::snare, snares), 0.88);
    EXPECT_GE(f_measure(report, DrumVoice::closed_hi_hat, hats), 0.88);
}

TEST(DrumsAnalyser, HearsNoDrumsInSilence) {
    const Report report = Kit{3.0}.heard();
    ASSERT_TRUE(report.drums);
    EXPECT_TRUE(report.drums->notes.empty());
}

}  // namespace
}  // namespace stratum::analysis
