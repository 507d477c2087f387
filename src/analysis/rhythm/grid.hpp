#pragma once

#include "rhythm/beat_phase.hpp"
#include "rhythm/onsets.hpp"
#include "rhythm/tempo_sections.hpp"
#include "stratum/analysis/report.hpp"

#include <array>
#include <span>
#include <vector>

namespace stratum::analysis::rhythm {

/// What the grid is made from; all of the same length.
struct GridInput {
    const OnsetCurves& curves;
    const std::array<std::vector<float>, kBands>& levelled;
    std::span<const float> activation;
    double period = 0.0;  ///< Of the beat, in frames, as the vote found it (within 2 %).
    Seconds duration;     ///< Of the recording.
    /// The period is certain (a loop's length proved it): one grid, and only its phase is looked for.
    bool exact = false;
    BeatEvidence heard{};                    ///< By the beat network, if there is one.
    std::span<const TempoSection> sections;  ///< Of different tempi, if there are; they count instead of `period`.
    std::optional<TempoRange> range{};       ///< That the listener gave.
    std::optional<Seconds> first_stroke{};   ///< Where the recording's first onset is.
};

/// A stretch on one grid, in frames.
struct Stretch {
    double begin = 0.0;
    double end = 0.0;
    double period = 0.0;
    double phase = 0.0;  ///< A beat falls on phase + n * period.
    double coherence = 0.0;
    double strength = 0.0;  ///< What it explains, see `PulseFitter::strength`.
};

/// The longest stretches of constant tempo and phase, ascending; those that continue each other are one. Stretches
/// shorter than `kFewestBeats` beats are left out.
inline constexpr double kFewestBeats = 16.0;
[[nodiscard]] std::vector<Stretch> find_stretches(const GridInput& input);

/// A tempo rounded to a whole number, a half or a tenth, if a grid of that tempo stays within 8, 3 or 1 ms of the
/// fitted one over `span`, measured from the middle; else as it is. Blind rounding makes good grids worse.
[[nodiscard]] Bpm round_within_proof(Bpm tempo, Seconds span);

/// The grid: constant or piecewise where such stretches fill the recording, else flexible. Times are in the recording's
/// seconds; the grid reaches from the first to the last sound, through breaks without drums.
struct GridResult {
    BeatGrid grid;
    std::vector<double> beats;  ///< The same beats in frames of the curves.
    Bpm tempo;                  ///< Of the longest region, or the median of flexible beats.
};
[[nodiscard]] GridResult build_grid(const GridInput& input);

}  // namespace stratum::analysis::rhythm
