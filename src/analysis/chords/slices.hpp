#pragma once

#include "stratum/analysis/report.hpp"

#include <vector>

namespace stratum::analysis {

/// The pieces of time that chords are made of: half beats, or fixed steps where there are no beats.
struct Slice {
    double start = 0.0;  ///< Seconds.
    double end = 0.0;
    bool on_beat = true;
    bool on_downbeat = false;
};

/// From 0 to `duration` without gaps. Beats are halved (unless they come faster than every 0.3 s) and carried on
/// before the first and after the last one; where beats lie further apart than twice their usual distance, and where
/// there are none at all, steps of 0.25 s, every other one standing for a beat.
[[nodiscard]] std::vector<Slice> slices_of(const BeatGrid* grid, Seconds duration);

}  // namespace stratum::analysis
