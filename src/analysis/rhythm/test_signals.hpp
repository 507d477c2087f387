#pragma once

#include "stratum/analysis/analyzer.hpp"
#include "stratum/base/units.hpp"

#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

/// Drum sounds and click tracks for the tests of this room, mono at 44.1 kHz. The same on every machine.
namespace stratum::analysis::test {

inline constexpr SampleRate kRate{44100};

class Track {
  public:
    explicit Track(Seconds length) : samples_(static_cast<std::size_t>(length.value() * kRate.value())) {}

    /// Noise that dies away in 4 ms: a metronome.
    void click(double at, float level = 0.6F) { noise(at, level, 0.004); }
    void hat(double at, float level = 0.2F) {
        float before = 0.0F;
        add(at, 0.06, [&](double t) {
            const float now = random();
            const float high = now - before;
            before = now;
            return level * high * static_cast<float>(std::exp(-t / 0.015));
        });
    }
    void snare(double at, float level = 0.5F) { noise(at, level, 0.05); }
    void kick(double at, float level = 0.8F) {
        add(at, 0.25, [&](double t) {
            // From 170 down to 50 Hz.
            const double angle = 2 * std::numbers::pi * (50 * t + 120 / 40.0 * (1 - std::exp(-40 * t)));
            return level * static_cast<float>(std::sin(angle) * std::exp(-t / 0.08));
        });
    }
    /// A held note with a soft beginning.
    void tone(double at, double length, double frequency, float level = 0.15F) {
        add(at, length, [&](double t) {
            const double envelope = std::min({1.0, t / 0.02, (length - t) / 0.02});
            return level * static_cast<float>(envelope * std::sin(2 * std::numbers::pi * frequency * t));
        });
    }
    void hiss(float level) {
        for (float& x : samples_) x += level * random();
    }
    [[nodiscard]] const std::vector<float>& samples() const { return samples_; }
    [[nodiscard]] Seconds length() const { return duration_of(static_cast<std::int64_t>(samples_.size()), kRate); }

  private:
    template <class Shape>
    void add(double at, double length, Shape shape) {
        const auto begin = static_cast<std::int64_t>(std::lround(at * kRate.value()));
        const auto count = static_cast<std::int64_t>(length * kRate.value());
        for (std::int64_t i = 0; i < count; ++i) {
            const float value = shape(static_cast<double>(i) / kRate.value());
            if (begin + i >= 0 && begin + i < static_cast<std::int64_t>(samples_.size()))
                samples_[static_cast<std::size_t>(begin + i)] += value;
        }
    }
    void noise(double at, float level, double decay) {
        add(at, 6 * decay, [&](double t) { return level * random() * static_cast<float>(std::exp(-t / decay)); });
    }
    float random() {
        state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
        return static_cast<float>(static_cast<std::int32_t>(state_ >> 32U)) / 2147483648.0F;
    }
    std::vector<float> samples_;
    std::uint64_t state_ = 1;
};

inline Report hear(const Track& track) {
    AnalysisOptions options;
    options.analysers = {};
    options.analysers.add(AnalyserId::rhythm);
    auto report = analyze({track.samples(), 1, kRate}, options);
    STRATUM_CHECK(report.ok());
    return *std::move(report);
}

inline Track clicks(Bpm tempo, Seconds length, double offset = 0.0) {
    Track track{length};
    for (int n = 0; offset + n * beat_period(tempo).value() < length.value(); ++n)
        track.click(offset + n * beat_period(tempo).value());
    return track;
}

/// Kick on one and three, snare on two and four, hats on eighths.
inline Track backbeat(Bpm tempo, Seconds length, double offset = 0.0) {
    Track track{length};
    const double beat = beat_period(tempo).value();
    for (int n = 0; offset + n * beat < length.value(); ++n) {
        const double at = offset + n * beat;
        if (n % 2 == 0)
            track.kick(at, n % 4 == 0 ? 0.9F : 0.7F);
        else
            track.snare(at);
        track.hat(at);
        track.hat(at + beat / 2);
    }
    return track;
}

/// The largest distance from a beat of `truth` (first + n * period) to the nearest of `beats`, and the reverse, in
/// seconds, over beats after `from`.
inline double largest_miss(const std::vector<Seconds>& beats, double first, double period, double from) {
    double miss = 0.0;
    for (const Seconds beat : beats) {
        if (beat.value() < from) continue;
        const double n = std::round((beat.value() - first) / period);
        miss = std::max(miss, std::abs(beat.value() - first - n * period));
    }
    return miss;
}

}  // namespace stratum::analysis::test
