#include "rhythm/loop_length.hpp"

#include <array>
#include <cmath>

namespace stratum::analysis::rhythm {
namespace {

constexpr Seconds kShortest{0.9};
constexpr Seconds kLongest{12.0};
constexpr double kExact = 0.008;  // Encoders and editors round a loop's length by this much at most.

struct Length {
    int beats;
    double score;
};
// Log of how usual a loop of so many beats is, by reasoning: powers of two first, then whole bars.
constexpr std::array<Length, 10> kLengths{
    {{4, 2.5}, {8, 2.5}, {16, 2.5}, {32, 2.0}, {2, 0.5}, {12, 0.3}, {6, 0.0}, {24, 0.0}, {3, -0.5}, {64, 0.5}}};

double period_for(int beats, Seconds duration) { return duration.value() * kFrameRate / beats; }

}  // namespace

bool could_be_loop(Seconds duration) { return duration >= kShortest && duration <= kLongest; }

void add_loop_pulses(std::vector<Pulse>& pulses, Seconds duration) {
    if (!could_be_loop(duration) || pulses.empty()) return;
    for (const Length& length : kLengths) {
        const Pulse whole{period_for(length.beats, duration)};
        if (whole.tempo() < kSlowest || whole.tempo() > kFastest) continue;
        bool known = false;
        for (Pulse& pulse : pulses) {
            if (std::abs(pulse.period / whole.period - 1.0) > 0.02) continue;
            pulse = whole;
            known = true;
        }
        if (!known) pulses.push_back(whole);
    }
}

Opinion by_loop_length(std::span<const Pulse> pulses, Seconds duration) {
    Opinion opinion{"loop length", 1.0, {}};
    for (const Pulse& pulse : pulses) {
        double best = -1.0;
        for (const Length& length : kLengths)
            if (std::abs(pulse.period / period_for(length.beats, duration) - 1.0) < kExact)
                best = std::max(best, length.score);
        opinion.scores.push_back(best);
    }
    return opinion;
}

std::optional<Bpm> loop_tempo(const Pulse& pulse, Seconds duration) {
    if (!could_be_loop(duration)) return std::nullopt;
    constexpr double kPadding = 0.006;  // Seconds; a few hundred samples at the ends.
    for (const Length& length : kLengths) {
        if (length.score <= 0) continue;
        const double tempo = 60.0 * length.beats / duration.value();
        if (std::abs(pulse.tempo().value() / tempo - 1.0) > kExact) continue;
        const double whole = std::round(tempo);
        return Bpm{std::abs(whole / tempo - 1.0) * duration.value() < kPadding ? whole : tempo};
    }
    return std::nullopt;
}

}  // namespace stratum::analysis::rhythm
