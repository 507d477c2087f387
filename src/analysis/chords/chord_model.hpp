#pragma once

#include "chords/chord_evidence.hpp"
#include "stratum/analysis/chord.hpp"

#include <array>
#include <optional>

namespace stratum::analysis {

/// Chord n is type n / 12 on root n % 12; the last one is "no chord".
inline constexpr int kChordStates = 12 * kChordTypes + 1;
inline constexpr int kNoChord = kChordStates - 1;
[[nodiscard]] constexpr int root_of(int state) { return state % 12; }
[[nodiscard]] constexpr ChordType type_of(int state) { return static_cast<ChordType>(state / 12); }

/// What one opinion says about one slice. A learned network's opinion has the same form and is added to this one.
struct ChordOpinion {
    /// Natural logarithms of likelihoods, up to a constant of the slice.
    std::array<float, kChordStates> chords{};
    /// Log-probability of each bass note, in semitones above the root, if the root (first index) is right.
    std::array<std::array<float, 12>, 12> bass{};
};

/// The opinion of the chroma: for each of the twelve roots the evidence is turned until the root stands first, and one
/// small function (one hidden layer, the same for all roots) says how it fits each type [after Korzeniowski and Widmer
/// 2016, who learn such a function; here it has five thousand weights, fitted by training/chords/fit.py]. Thread-safe.
[[nodiscard]] ChordOpinion chroma_opinion(const ChordEvidence& evidence);

}  // namespace stratum::analysis
