#include "rhythm/tempo_bounds.hpp"

#include <cmath>
#include <optional>

namespace stratum::analysis::rhythm {
namespace {

constexpr double kTolerance = 0.01;
constexpr double kSamePulse = 0.025;  // As in `find_pulses`.
constexpr int kMostOctaves = 3;       // From 30 to 230.
constexpr double kLeast = 0.05;       // Of the probability must lie inside.

/// The octave of the pulse inside the range that is nearest to it.
std::optional<Pulse> octave_within(const Pulse& pulse, const TempoRange& range) {
    for (int octaves = 1; octaves <= kMostOctaves; ++octaves)
        for (const int sign : {-1, 1})
            if (const Pulse other{std::ldexp(pulse.period, sign * octaves)}; is_within(other, range)) return other;
    return std::nullopt;
}

std::optional<std::size_t> find(const std::vector<Pulse>& pulses, const Pulse& wanted, const TempoRange& range) {
    std::optional<std::size_t> nearest;
    double least = kSamePulse;
    for (std::size_t i = 0; i < pulses.size(); ++i) {
        const double distance = std::abs(pulses[i].period / wanted.period - 1.0);
        if (!is_within(pulses[i], range) || distance > least) continue;
        least = distance;
        nearest = i;
    }
    return nearest;
}

}  // namespace

bool is_within(Bpm tempo, const TempoRange& range) {
    return tempo.value() >= range.slowest.value() * (1.0 - kTolerance) &&
           tempo.value() <= range.fastest.value() * (1.0 + kTolerance);
}
bool is_within(const Pulse& pulse, const TempoRange& range) { return is_within(pulse.tempo(), range); }

void add_octaves_within(std::vector<Pulse>& pulses, const TempoRange& range) {
    const std::size_t heard = pulses.size();
    for (std::size_t i = 0; i < heard; ++i) {
        if (is_within(pulses[i], range)) continue;
        const auto octave = octave_within(pulses[i], range);
        if (octave && !find(pulses, *octave, range)) pulses.push_back(*octave);
    }
}

void keep_within(std::vector<double>& probabilities, const std::vector<Pulse>& pulses, const TempoRange& range) {
    std::vector<double> kept(pulses.size(), 0.0);
    double inside = 0.0;
    for (std::size_t i = 0; i < pulses.size(); ++i) {
        std::optional<std::size_t> heir = i;
        if (!is_within(pulses[i], range)) {
            const auto octave = octave_within(pulses[i], range);
            heir = octave ? find(pulses, *octave, range) : std::nullopt;
        }
        if (!heir) continue;
        kept[*heir] += probabilities[i];
        inside += probabilities[i];
    }
    if (inside >= kLeast) probabilities = std::move(kept);
}

}  // namespace stratum::analysis::rhythm
