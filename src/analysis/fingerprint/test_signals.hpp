#pragma once

#include "stratum/analysis/analyzer.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <random>
#include <span>
#include <string>
#include <vector>

/// Pieces of 16-bit audio that the tests and `fpcalc` hear alike. Everything follows from the seed.
namespace stratum::analysis::fingerprint {

struct TestSignal {
    std::string name;
    int rate;
    int channels;
    double seconds;

    /// Interleaved. A new chord of four decaying notes twice a second, a little noise, every channel mixed differently.
    [[nodiscard]] std::vector<std::int16_t> samples() const {
        std::mt19937 random{static_cast<std::uint32_t>(rate + 7 * channels)};
        const auto frames = static_cast<std::size_t>(seconds * rate);
        std::vector<std::int16_t> out;
        out.reserve(frames * channels);
        double phase[4]{};
        double step[4]{};
        double level = 0.0;
        for (std::size_t i = 0; i < frames; ++i) {
            if (i % (rate / 2) == 0) {
                for (double& s : step) {
                    const double pitch = 36.0 + random() % 48;  // C2 to B5
                    s = 2.0 * std::numbers::pi * 440.0 * std::exp2((pitch - 69.0) / 12.0) / rate;
                }
                level = 6000.0;
            }
            level *= 1.0 - 4.0 / rate;
            const double noise = static_cast<double>(random() % 401) - 200.0;
            double note[4];
            for (int n = 0; n < 4; ++n) note[n] = level * std::sin(phase[n] += step[n]);
            for (int c = 0; c < channels; ++c)
                out.push_back(static_cast<std::int16_t>(
                    std::lround(note[c % 4] + 0.5 * (note[(c + 1) % 4] + note[(c + 2) % 4]) + noise)));
        }
        return out;
    }
};

inline std::vector<TestSignal> test_signals() {
    return {{"cd_stereo", 44100, 2, 130.0}, {"video_stereo", 48000, 2, 20.0}, {"cd_mono", 44100, 1, 20.0},
            {"radio_32k", 32000, 2, 20.0},  {"half_rate", 22050, 1, 20.0},    {"telephone", 8000, 1, 20.0},
            {"own_rate", 11025, 1, 20.0},   {"high_rate", 96000, 2, 20.0},    {"surround", 48000, 6, 20.0}};
}

inline std::vector<float> to_floats(std::span<const std::int16_t> samples) {
    std::vector<float> out;
    for (const std::int16_t x : samples) out.push_back(static_cast<float>(x) / 32768.0F);
    return out;
}

inline Fingerprint fingerprint_of(std::span<const float> samples, int rate, int channels) {
    AnalysisOptions options;
    options.analysers = {};
    options.analysers.add(AnalyserId::fingerprint);
    const auto report = analyze({samples, channels, SampleRate{rate}}, options);
    return report && report->fingerprint ? *report->fingerprint : Fingerprint{};
}

/// Words equal by position.
inline std::size_t equal_words(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) {
    std::size_t equal = 0;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) equal += a[i] == b[i] ? 1 : 0;
    return equal;
}

}  // namespace stratum::analysis::fingerprint
