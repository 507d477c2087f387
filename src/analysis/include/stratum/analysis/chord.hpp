#pragma once

#include "stratum/analysis/key.hpp"
#include "stratum/base/export.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace stratum::analysis {

/// The chord types that are told apart, named by Harte's shorthand [Harte et al. 2005].
enum class ChordType : std::uint8_t {
    major,
    minor,
    dominant7,
    major7,
    minor7,
    minor_major7,
    diminished,
    diminished7,
    half_diminished7,
    augmented,
    sus2,
    sus4,
    major6,
    minor6,
    dominant9,
    major9,
    minor9,
    eleventh,
    thirteenth,
};
inline constexpr int kChordTypes = 19;
/// "maj", "min7", "hdim7": Harte's shorthand.
[[nodiscard]] STRATUM_EXPORT std::string_view name_of(ChordType type);
[[nodiscard]] STRATUM_EXPORT bool from_name(std::string_view name, ChordType& out);
/// Which semitones above the root belong to the type, bit n for n semitones: 0b10010001 for a major triad.
[[nodiscard]] STRATUM_EXPORT std::uint16_t tones_of(ChordType type);

/// A chord and the note under it.
struct Chord {
    int root = 0;  ///< Pitch class, 0 = C to 11 = B.
    ChordType type = ChordType::major;
    int bass = 0;  ///< Pitch class of the lowest note; the root unless the chord is inverted.
    friend bool operator==(const Chord&, const Chord&) = default;
};

/// "A:min7", "C:maj/3": Harte syntax, as mir_eval reads it. The bass is written as a degree above the root.
[[nodiscard]] STRATUM_EXPORT std::string harte_of(const Chord& chord, Spelling spelling = Spelling::usual);
/// "Am7", "C/E": as songbooks write it.
[[nodiscard]] STRATUM_EXPORT std::string name_of(const Chord& chord, Spelling spelling = Spelling::usual);
/// Reads what `harte_of` writes, with any spelling of the root; nothing for anything else, "N" too.
[[nodiscard]] STRATUM_EXPORT std::optional<Chord> parse_chord(std::string_view harte);
/// "Db", or "C#" with sharps: a pitch class as a letter.
[[nodiscard]] STRATUM_EXPORT std::string_view pitch_name(int pitch_class, Spelling spelling = Spelling::usual);
/// Whether music in this key is written with sharps or with flats; C major and A minor, which have neither, as usual.
[[nodiscard]] STRATUM_EXPORT Spelling spelling_in(Key key);

template <class V>
void describe(V& v, Chord& x) {
    v.field("root", x.root);
    v.field("type", x.type);
    v.field("bass", x.bass);
    // For readers of the JSON; derived, so never read back.
    std::string label = harte_of(x);
    std::string name = name_of(x);
    v.field("harte", label);
    v.field("name", name);
}

}  // namespace stratum::analysis
