#pragma once

#include "stratum/analysis/chord.hpp"

#include <array>

namespace stratum::analysis {

/// Four notes, bass first, upper three ascending; MIDI numbers.
using Voicing = std::array<int, 4>;

struct VoiceMove {
    Voicing voicing{};
    int motion = 0;          ///< Semitones that all voices move together.
    bool parallels = false;  ///< Two voices a fifth or an octave apart move the same way and stay so.
};

/// A voicing to begin with: the bass between E2 and D#3, the upper voices close together around middle C.
[[nodiscard]] Voicing opening(const Chord& chord);

/// The way to the next chord with the least motion [Tymoczko 2006: efficient voice leading], among all assignments of
/// its tones to the upper three voices; of two equally short ones that without parallels. The bass takes the chord's
/// own bass between E2 and D#3. Chords of four and more notes leave out the root above the bass
/// first, then the fifth.
[[nodiscard]] VoiceMove smoothest(const Voicing& before, const Chord& chord);

}  // namespace stratum::analysis
