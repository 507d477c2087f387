#include "sample_report.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::plot {
namespace {

constexpr double kTempo = 124.0;
constexpr double kFirstBeat = 0.61;

/// How loud the music is at a share of its length: intro, main part, break, main part, outro.
double level_at(double share) {
    if (share < 0.004 || share > 0.99) return 0.0;
    if (share < 0.12) return 0.35 + share;
    if (share > 0.45 && share < 0.56) return 0.25;
    if (share > 0.9) return 0.4;
    return 0.9;
}

std::uint8_t byte(double value) { return static_cast<std::uint8_t>(std::clamp(value * 255.0, 0.0, 255.0)); }

analysis::Rhythm rhythm(double seconds) {
    analysis::Rhythm out;
    out.tempo = analysis::Tempo{Bpm{kTempo}, 0.94, {{Bpm{62.0}, 0.03, analysis::TempoRelation::half}}, {}};
    out.metre = analysis::Metre{4, 0.9};
    analysis::BeatGrid grid;
    grid.kind = analysis::GridKind::constant;
    grid.regions = {{Seconds{0.0}, Seconds{seconds}, Seconds{kFirstBeat}, Bpm{kTempo}}};
    for (int n = 0; kFirstBeat + n * 60.0 / kTempo < seconds; ++n) {
        const Seconds beat{kFirstBeat + n * 60.0 / kTempo};
        grid.beats.push_back(beat);
        if (n % 4 == 0) grid.downbeats.push_back(beat);
        out.onsets.push_back({beat, n % 4 == 0 ? 1.0F : 0.6F});
        out.onsets.push_back({beat + Seconds{0.24}, 0.25F});
    }
    out.grid = grid;
    return out;
}

analysis::Harmony harmony(double seconds) {
    using analysis::Mode;
    analysis::Harmony out;
    out.key = analysis::KeyEstimate{{9, Mode::minor}, 0.87, {}, {{{0, Mode::major}, 0.08}}, {}};
    out.tuning = analysis::Tuning{Cents{-4.0}, Hertz{438.98}, 0.8};
    out.key_over_time = {{Seconds{0.0}, Seconds{seconds * 0.45}, {9, Mode::minor}, 0.9},
                         {Seconds{seconds * 0.45}, Seconds{seconds * 0.5}, {5, Mode::major}, 0.6},
                         {Seconds{seconds * 0.5}, Seconds{seconds * 0.56}, {0, Mode::major}, 0.8},
                         {Seconds{seconds * 0.56}, Seconds{seconds}, {9, Mode::minor}, 0.9}};
    constexpr int kRoots[]{9, 5, 0, 7};
    out.chromagram.hop = Seconds{0.2};
    for (int frame = 0; frame * 0.2 < seconds; ++frame) {
        const double time = frame * 0.2;
        const int root = kRoots[static_cast<int>(time / 3.871) % 4];
        const int third = root == 9 ? 3 : 4;
        for (int pitch = 0; pitch < 12; ++pitch) {
            const int step = (pitch - root + 12) % 12;
            const double wobble = 0.1 * std::sin(0.7 * frame + pitch);
            out.chromagram.values.push_back(byte((step == 0 ? 0.9 : step == third || step == 7 ? 0.6 : 0.12) + wobble));
        }
    }
    return out;
}

analysis::Loudness loudness(double seconds) {
    analysis::Loudness out;
    out.integrated = Lufs{-9.24};
    out.range = LoudnessUnits{7.1};
    out.true_peak = Decibels{-0.37};
    out.curve_hop = Seconds{0.1};
    for (int n = 0; (n + 1) * 0.1 <= seconds; ++n) {
        const double level = level_at(n * 0.1 / seconds);
        out.short_term.push_back(level <= 0.0 ? -70.0F : static_cast<float>(-8.0 + 20.0 * std::log10(level)));
    }
    return out;
}

analysis::Waveform waveform(double seconds) {
    analysis::Waveform out;
    out.hop = Seconds{0.01};
    out.low_mid = Hertz{200.0};
    out.mid_high = Hertz{2000.0};
    for (int n = 0; n * 0.01 < seconds; ++n) {
        const double time = n * 0.01;
        const double level = level_at(time / seconds);
        const double beat = std::fmod(std::max(0.0, time - kFirstBeat), 60.0 / kTempo) * kTempo / 60.0;
        const double kick = level > 0.5 ? std::exp(-6.0 * beat) : 0.0;
        const double hat = std::exp(-14.0 * std::abs(beat - 0.5));
        out.peak.push_back(byte(level * (0.45 + 0.55 * std::max(kick, 0.6 * hat))));
        out.low.push_back(byte(level * (0.15 + 0.8 * kick)));
        out.mid.push_back(byte(level * 0.3));
        out.high.push_back(byte(level * (0.08 + 0.35 * hat)));
    }
    return out;
}

analysis::Structure structure(double seconds) {
    using analysis::SectionKind;
    analysis::Structure out;
    const auto add = [&](double to, const char* label, SectionKind kind, int energy) {
        const Seconds from = out.sections.empty() ? Seconds{seconds * 0.004} : out.sections.back().end;
        out.sections.push_back({.start = from,
                                .end = Seconds{seconds * to},
                                .label = label,
                                .kind = kind,
                                .kind_confidence = 0.8,
                                .confidence = 0.9,
                                .bars = 16,
                                .energy = energy});
    };
    add(0.12, "A", SectionKind::intro, 4);
    add(0.45, "B", SectionKind::drop, 10);
    add(0.56, "C", SectionKind::break_, 2);
    add(0.9, "B", SectionKind::drop, 10);
    add(0.99, "D", SectionKind::outro, 5);
    out.mix_in = {Seconds{seconds * 0.01}, 16, 8, 0.8};
    out.mix_out = {Seconds{seconds * 0.9}, 16, 4, 0.8};
    return out;
}

}  // namespace

analysis::Report sample_report(double seconds) {
    analysis::Report report;
    report.duration = Seconds{seconds};
    report.rate = SampleRate{44100};
    report.channels = 2;
    report.rhythm = rhythm(seconds);
    report.harmony = harmony(seconds);
    report.loudness = loudness(seconds);
    report.waveform = waveform(seconds);
    report.silence = analysis::Silence{Seconds{seconds * 0.004}, Seconds{seconds * 0.01}, Decibels{-60.0}, false};
    report.energy = analysis::Energy{7, 6.8};
    report.structure = structure(seconds);
    return report;
}

}  // namespace stratum::plot
