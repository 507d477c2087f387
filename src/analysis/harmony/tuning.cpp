#include "harmony/tuning.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace stratum::analysis {

std::optional<Tuning> estimate_tuning(const ChromaTrack& track) {
    if (track.deviation_weight <= 0.0) return std::nullopt;
    const double concentration = std::abs(track.deviation) / track.deviation_weight;
    const double semitones = std::arg(track.deviation) / (2.0 * std::numbers::pi);
    Tuning tuning;
    tuning.offset = Cents{100.0 * semitones};
    tuning.a4 = Hertz{440.0 * std::exp2(semitones / 12.0)};
    tuning.confidence = std::clamp((concentration - 0.1) / 0.4, 0.0, 0.99);
    return tuning;
}

}  // namespace stratum::analysis
