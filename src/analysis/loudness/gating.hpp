#pragma once

#include "stratum/base/units.hpp"

#include <optional>
#include <span>
#include <vector>

/// What the standards make of the weighted power of a recording in steps of 100 ms. All values are mean squares, summed
/// over the weighted channels. Pure functions; thread-safe.
namespace stratum::analysis {

inline constexpr Seconds kPowerStep{0.1};
inline constexpr int kMomentarySteps = 4;    ///< 400 ms.
inline constexpr int kShortTermSteps = 30;   ///< 3 s.
inline constexpr Lufs kAbsoluteGate{-70.0};  ///< Less counts as silence.

[[nodiscard]] Lufs loudness_of(double power);

/// The means over every `length` consecutive steps, one for each step at which such a window ends.
[[nodiscard]] std::vector<double> sliding_means(std::span<const double> powers, int length);

/// The largest, when it lies above the absolute gate.
[[nodiscard]] std::optional<Lufs> loudest(std::span<const double> window_powers);

/// Gated loudness (BS.1770-5, annex 1): windows of 400 ms above -70 LUFS, then those above their mean less 10 LU.
[[nodiscard]] std::optional<Lufs> integrated_loudness(std::span<const double> momentary_powers);

/// Loudness range (EBU Tech 3342): windows of 3 s above -70 LUFS, then those above their mean less 20 LU, and the
/// distance of their 10th and 95th percentiles.
[[nodiscard]] std::optional<LoudnessUnits> loudness_range(std::span<const double> short_term_powers);

/// Short-term loudness at every `steps_per_value` steps, LUFS, not below the absolute gate. Windows that reach before
/// the start use what there is.
[[nodiscard]] std::vector<float> short_term_curve(std::span<const double> powers, int steps_per_value);

}  // namespace stratum::analysis
