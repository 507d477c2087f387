#pragma once

#include "stratum/analysis/report.hpp"
#include "stratum/base/result.hpp"

#include <optional>
#include <span>

/// What a person does to beats that were heard at the wrong level or in the wrong place: pure functions from what a
/// report shows to what it shall show. Each gives tempo, grid and metre, which belong together; confidences are 1,
/// since nobody guesses any more, and onsets stay empty.
///
/// With `from` all before the first beat at (or a blink before) that time stays as it is, and the grid gets a region
/// more. The tempo is always that of the longest region.
///
/// Errors: `invalid_argument` with the reason when there is nothing to change (no beats were heard, none after `from`),
/// or when the result would be no music (slower than 10 or faster than 1000 BPM). Thread-safe.
namespace stratum::library {

inline constexpr Bpm kSlowestGrid{10.0};
inline constexpr Bpm kFastestGrid{1000.0};
inline constexpr double kLongestShift = 64.0;  ///< Beats.
inline constexpr Seconds kLongestNudge{10.0};
inline constexpr int kLongestBar = 32;  ///< Beats.
inline constexpr std::size_t kFewestTaps = 4;
inline constexpr std::size_t kMostTaps = 1000;
inline constexpr Seconds kFromSlack{0.03};  ///< That a person's "from here" may come after the beat that is meant.

/// Whether a tempo, and a number of beats to shift by, are possible for any track.
[[nodiscard]] Result<void> check_tempo(Bpm tempo);
[[nodiscard]] Result<void> check_shift(double beats);
[[nodiscard]] Result<void> check_nudge(Seconds later);
[[nodiscard]] Result<void> check_bar(int beats_per_bar);
/// Four or more, ascending, at about one distance or multiples of it (a tap may be left out).
[[nodiscard]] Result<void> check_taps(std::span<const Seconds> taps);

/// What the tempo is multiplied with: {2, 1} doubles it.
struct TempoRatio {
    int times = 1;
    int over = 1;
};

/// New beats for a tempo of `ratio` times the one that is shown. Doubling puts beats between; where beats go, those
/// stay that hold the most downbeats. Bars keep their number of beats, so that there are twice as many at twice the
/// tempo; but a bar of two becomes one of four, and at half the tempo a bar of six becomes one of three.
[[nodiscard]] Result<analysis::Rhythm> scale_beats(const analysis::Report& report, TempoRatio ratio,
                                                   std::optional<Seconds> from = {});

/// Downbeats (and what is not a whole number of beats) come later by so many beats, or earlier when negative: 1 makes
/// the second beat of a bar the first, 0.5 moves all to the off-beats.
[[nodiscard]] Result<analysis::Rhythm> shift_beats(const analysis::Report& report, double beats,
                                                   std::optional<Seconds> from = {});

/// One constant tempo, through the first downbeat that is shown; the first beat or the first sound where there is none.
[[nodiscard]] Result<analysis::Rhythm> fit_beats(const analysis::Report& report, Bpm tempo,
                                                 std::optional<Seconds> from = {});

/// All beats come later by so much time, or earlier when negative; the tempo stays.
[[nodiscard]] Result<analysis::Rhythm> nudge_beats(const analysis::Report& report, Seconds later,
                                                   std::optional<Seconds> from = {});

/// Bars of so many beats, from the first downbeat on that is shown; the first beat where there is none.
[[nodiscard]] Result<analysis::Rhythm> set_bar(const analysis::Report& report, int beats_per_bar,
                                               std::optional<Seconds> from = {});

/// Beats where somebody tapped. Where the tapped tempo is one that the shown beats have, or have at another level, they
/// stay what they are, at that level, moved to the taps: they know the tempo better than a hand does. Elsewhere one
/// constant tempo through the taps.
[[nodiscard]] Result<analysis::Rhythm> tap_beats(const analysis::Report& report, std::span<const Seconds> taps,
                                                 std::optional<Seconds> from = {});

}  // namespace stratum::library
