#pragma once

#include "stratum/base/export.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace stratum::analysis {

enum class Mode : std::uint8_t { major, minor };
[[nodiscard]] STRATUM_EXPORT std::string_view name_of(Mode mode);
[[nodiscard]] STRATUM_EXPORT bool from_name(std::string_view name, Mode& out);

/// A scale on the tonic that is neither plain major (Ionian) nor plain minor (Aeolian).
enum class ChurchMode : std::uint8_t { dorian, phrygian, lydian, mixolydian };
[[nodiscard]] STRATUM_EXPORT std::string_view name_of(ChurchMode mode);
[[nodiscard]] STRATUM_EXPORT bool from_name(std::string_view name, ChurchMode& out);

/// How a black key is written. `usual` takes the spelling with the fewer accidentals: Db major, but C# minor.
enum class Spelling : std::uint8_t { usual, sharps, flats };

/// A tonic and a mode; one of 24.
struct Key {
    int tonic = 0;  ///< Pitch class, 0 = C to 11 = B.
    Mode mode = Mode::major;
    friend bool operator==(const Key&, const Key&) = default;
};

/// "C major", "F# minor".
[[nodiscard]] STRATUM_EXPORT std::string name_of(Key key, Spelling spelling = Spelling::usual);
/// "C", "F#m": what fits in a tag.
[[nodiscard]] STRATUM_EXPORT std::string short_name_of(Key key, Spelling spelling = Spelling::usual);
/// The wheel that DJs know: C major is 8B, A minor 8A.
[[nodiscard]] STRATUM_EXPORT std::string camelot_of(Key key);
/// Open Key: C major is 1d, A minor 1m.
[[nodiscard]] STRATUM_EXPORT std::string open_key_of(Key key);
/// "C:maj", "A:min": mir_eval and Harte.
[[nodiscard]] STRATUM_EXPORT std::string harte_of(Key key);
/// Reads every notation above, also "Am", "a minor", "Bb", "B♭m", "Abmin", "08A", "1m"; nothing for anything else.
[[nodiscard]] STRATUM_EXPORT std::optional<Key> parse_key(std::string_view text);

template <class V>
void describe(V& v, Key& x) {
    v.field("tonic", x.tonic);
    v.field("mode", x.mode);
    // For readers of the JSON; derived, so never read back.
    std::string musical = name_of(x);
    std::string camelot = camelot_of(x);
    std::string open_key = open_key_of(x);
    v.field("name", musical);
    v.field("camelot", camelot);
    v.field("open_key", open_key);
}

}  // namespace stratum::analysis
