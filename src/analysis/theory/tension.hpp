#pragma once

#include "stratum/analysis/chord.hpp"
#include "stratum/analysis/key.hpp"

#include <string_view>

namespace stratum::analysis {

inline constexpr std::string_view kTensionModel =
    "Lerdahl 2001, Tonal Pitch Space: distance of the chord from the tonic of its key (i + j + k), of its key from the "
    "track's, and surface tension (inversion 2, dissonance 1)";

/// Lerdahl's distance between two chords, each in its key: i, steps between the keys' scales on the circle of fifths,
/// + j, steps between the roots on the circle of fifths of the scale (of all twelve notes where one lies outside of
/// it), + k, how many entries of the second basic space (root, fifth, chord, scale) the first one lacks. 0 for the same
/// chord.
[[nodiscard]] int chord_distance(const Chord& from, Key from_key, const Chord& to, Key to_key);

/// Tension as in `kTensionModel`; 0 for the tonic triad of the track's own key.
[[nodiscard]] double tension_of(const Chord& chord, Key key, Key home);

}  // namespace stratum::analysis
