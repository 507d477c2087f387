#pragma once

#include "rhythm/periodicity.hpp"
#include "stratum/base/units.hpp"

#include <array>
#include <cstddef>
#include <vector>

namespace stratum::analysis::rhythm {

/// One tempo that the recording could have, and what speaks for it.
struct Pulse {
    double period = 0.0;  ///< Frames a beat.
    [[nodiscard]] Bpm tempo() const { return Bpm{60.0 * kFrameRate / period}; }
};

inline constexpr Bpm kSlowest{40.0};
inline constexpr Bpm kFastest{230.0};

/// The pulses worth asking about: the strongest peaks of the autocorrelation and their relatives (half, double, third,
/// triple, 2/3, 3/2, 3/4, 4/3), none twice. Empty when nothing repeats.
[[nodiscard]] std::vector<Pulse> find_pulses(const Periodicity& periodicity);

/// What tells the level of a pulse in the metre: how strongly each band comes again after fractions and multiples of
/// it, how many onsets fall on one beat, and how fast it is.
inline constexpr std::array<double, 10> kLevelLags{0.25, 1.0 / 3.0, 0.5, 2.0 / 3.0, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0};
inline constexpr std::array<double, 8> kLevelRates{0.25, 1.0 / 3.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0};
inline constexpr std::array<double, 12> kTempoKnots{50, 60, 70, 80, 92, 105, 120, 135, 150, 165, 182, 205};
inline constexpr std::size_t kLevelFeatures =
    (kEchoes + 1) * kLevelLags.size() + 3 * kLevelRates.size() + kTempoKnots.size() + 3;
using LevelFeatures = std::array<float, kLevelFeatures>;
[[nodiscard]] LevelFeatures level_features(const Periodicity& periodicity, const Pulse& pulse, double onsets_a_second);

/// Log-odds that the pulse is what people call the beat, up to a constant of the recording: a conditional logit
/// [McFadden 1974], linear in the features, fitted as docs/methods/rhythm.md tells.
[[nodiscard]] double level_score(const LevelFeatures& features);

}  // namespace stratum::analysis::rhythm
