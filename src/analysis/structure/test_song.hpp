#pragma once

#include "stratum/analysis/analyzer.hpp"
#include "stratum/dsp/stft.hpp"
#include "structure/sections.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <random>
#include <vector>

/// Pieces made of layers, and tracks made of levels, whose sections are known.
namespace stratum::analysis::structure::test_song {

inline constexpr int kRate = 22050;
inline constexpr double kBar = 2.0;  ///< Seconds: four beats at 120 BPM.

enum Layer : unsigned { drums = 1, bass = 2, pad = 4, lead = 8 };

struct Part {
    int bars;
    unsigned layers;
};

/// Four on the floor, a bass, a chord to each beat and a melody, the same in each bar, each where its layer is asked
/// for.
inline std::vector<float> song(const std::vector<Part>& parts, double before = 0.0) {
    std::vector<float> out(static_cast<std::size_t>(before * kRate), 0.0F);
    std::mt19937 random{7};
    std::uniform_real_distribution<float> noise{-1.0F, 1.0F};
    constexpr double kRoots[]{220.0, 174.61, 261.63, 196.0};
    const auto wave = [](double hertz, double t) { return std::sin(2.0 * std::numbers::pi * hertz * t); };
    const auto rich = [&](double hertz, double t) {  // with harmonics, as strings and synthesizers have them
        double sum = 0.0;
        for (int k = 1; k <= 8; ++k) sum += wave(k * hertz, t) / k;
        return sum;
    };
    for (const Part& part : parts)
        for (int n = 0; n < part.bars; ++n) {
            for (int i = 0; i < static_cast<int>(kBar * kRate); ++i) {
                const double t = static_cast<double>(i) / kRate;
                const double root = kRoots[static_cast<int>(2.0 * t) % 4];
                const double beat = std::fmod(t, 0.5);
                const double half = std::fmod(t, 0.25);
                double x = 1e-5 * noise(random);
                const float hiss = noise(random);
                if (part.layers & drums) {
                    x += 0.5 * std::exp(-18.0 * beat) * wave(50.0 + 60.0 * std::exp(-40.0 * beat), beat);
                    x += 0.12 * hiss * std::exp(-60.0 * half);
                    if (std::fmod(t, 1.0) >= 0.5) x += 0.2 * hiss * std::exp(-20.0 * beat);
                }
                if (part.layers & bass) x += 0.15 * std::exp(-5.0 * half) * rich(root / 4.0, t);
                if (part.layers & pad) x += 0.03 * (rich(root, t) + rich(root * 1.2599, t) + rich(root * 1.4983, t));
                if (part.layers & lead) {
                    const double step = std::floor(t / 0.25);
                    const double pitch = root * 4.0 * std::exp2(std::fmod(step * 5.0, 12.0) / 12.0);
                    x += 0.15 * std::exp(-4.0 * half) * (wave(pitch, t) + 0.5 * wave(2.0 * pitch, t));
                }
                out.push_back(static_cast<float>(x));
            }
        }
    return out;
}

/// A track in which `level(seconds, band)` dB stands, and a report that has its duration only.
inline SectionTrack track(double seconds, const std::function<double(double, std::size_t)>& level) {
    SectionTrack made;
    const auto code = [](double decibels) {
        return static_cast<std::uint8_t>(std::clamp(std::lround(2.0 * (decibels + 100.0)), 0L, 255L));
    };
    for (std::size_t i = 0; SectionTrack::time_of(i) < seconds; ++i) {
        for (std::size_t band = 0; band < SectionTrack::kBands; ++band)
            made.level.push_back(code(level(SectionTrack::time_of(i), band)));
        made.tonal.push_back(code(level(SectionTrack::time_of(i), 12)));
    }
    return made;
}

/// Beats half a second apart from `first` on, every fourth one a downbeat.
inline Report steady(double seconds, double first = 0.0, bool metre = true) {
    Report report;
    report.duration = Seconds{seconds};
    Rhythm& rhythm = report.rhythm.emplace();
    rhythm.tempo.emplace().bpm = Bpm{120.0};
    BeatGrid& grid = rhythm.grid.emplace();
    grid.kind = GridKind::constant;
    grid.confidence = 0.9;
    for (int n = 0; first + 0.5 * n < seconds; ++n) {
        grid.beats.emplace_back(first + 0.5 * n);
        if (metre && n % 4 == 0) grid.downbeats.emplace_back(first + 0.5 * n);
    }
    if (metre) rhythm.metre = Metre{4, 0.9};
    return report;
}

inline SectionTrack listened(const std::vector<float>& mono) {
    SectionListener listener;
    dsp::Stft stft{{kSpectrumSize, kSpectrumHop}, [&](const dsp::SpectrumFrame& frame) { listener.hear(frame); }};
    stft.push(mono);
    stft.finish();
    return listener.finish();
}

/// What is heard of a song whose first beat falls on `first`: beats and bars are given, so that a test of sections
/// does not hang on how well they are found.
inline Report hear(const std::vector<float>& mono, double first = 0.0) {
    AnalysisOptions others;
    others.analysers = {};
    others.analysers.add(AnalyserId::harmony);
    others.analysers.add(AnalyserId::loudness);
    auto report = analyze({mono, 1, SampleRate{kRate}}, others);
    if (!report) return {};
    report->rhythm = steady(report->duration.value(), first).rhythm;
    report->structure = hear_structure(listened(mono), *report);
    return *std::move(report);
}

}  // namespace stratum::analysis::structure::test_song
