#pragma once

#include "stratum/analysis/theory.hpp"

#include <cstdint>
#include <string>

namespace stratum::analysis {

/// Semitones above the tonic that belong to the key's scale: major, or natural minor. Bit n for n semitones.
[[nodiscard]] std::uint16_t scale_of(Mode mode);
/// The tones of a chord above the key's tonic, as such bits.
[[nodiscard]] std::uint16_t tones_in(const Chord& chord, Key key);
[[nodiscard]] constexpr int degree_in(int pitch_class, Key key) { return (pitch_class - key.tonic + 12) % 12; }
[[nodiscard]] bool is_minor_like(ChordType type);  ///< Its third is minor: written in small letters.
[[nodiscard]] bool is_dominant(ChordType type);    ///< A major third and a minor seventh.
[[nodiscard]] bool is_diminished(ChordType type);

/// The degree alone: "ii", "bVI", "#iv". In minor keys III, VI and VII stand on the natural scale.
[[nodiscard]] std::string degree_name(int degree, Key key, bool small);
/// Degree, quality and figures of the inversion: "V65", "viio7", "Imaj7", as seen from the key.
[[nodiscard]] std::string roman_numeral(const Chord& chord, Key key);

struct RomanReading {
    std::string numeral;
    ChordOrigin origin = ChordOrigin::diatonic;
    std::string reason;
};
/// `next` is the chord that follows, null at the end: a dominant is told by where it goes. In a blues the home chord
/// has a minor seventh throughout (`seventh_at_home`): there I7 is the tonic and leads nowhere.
[[nodiscard]] RomanReading read_roman(const Chord& chord, const Chord* next, Key key, bool seventh_at_home = false);

}  // namespace stratum::analysis
