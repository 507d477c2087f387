#pragma once

#include <span>
#include <vector>

/// How well two ascending lists of times agree. Definitions of Davies, Degara and Plumbley 2009 as mir_eval computes
/// them [Raffel et al. 2014]; `tests/mir_eval` compares the numbers.
namespace stratum::evaluate {

inline constexpr double kBeatWindow = 0.070;           ///< Seconds to either side.
inline constexpr double kBeatsScoredFrom = 5.0;        ///< Earlier ones are dropped, as mir_eval does.
inline constexpr double kContinuityTolerance = 0.175;  ///< Share of a beat, of phase and of period.

/// The times from `from` seconds on.
[[nodiscard]] std::vector<double> trimmed(std::span<const double> times, double from);

/// Harmonic mean of precision and recall of a largest one-to-one matching within `window` seconds. 0 when either is
/// empty.
[[nodiscard]] double f_measure(std::span<const double> truth, std::span<const double> answer,
                               double window = kBeatWindow);

struct Continuity {
    double cmlc = 0.0;  ///< Longest correct run, at the annotated level.
    double cmlt = 0.0;  ///< All correct beats, at the annotated level.
    double amlc = 0.0;  ///< The same, allowing half, double and off-beat.
    double amlt = 0.0;
};
/// All 0 when either list has fewer than two times.
[[nodiscard]] Continuity continuity(std::span<const double> truth, std::span<const double> answer);

/// The points halfway between beats.
[[nodiscard]] std::vector<double> off_beats(std::span<const double> beats);
/// The answer taps between the beats: it agrees with the off-beats (F of at least 0.6) better than with the beats.
[[nodiscard]] bool is_half_beat_off(std::span<const double> truth, std::span<const double> answer);
/// Machine-made: every interval is within 3 ms of the mean one (annotations are often rounded to a millisecond).
[[nodiscard]] bool is_steady(std::span<const double> beats);
/// Distance of the true last beat to the answer's nearest one, seconds; a large number when there is none.
[[nodiscard]] double last_beat_error(std::span<const double> truth, std::span<const double> answer);

}  // namespace stratum::evaluate
