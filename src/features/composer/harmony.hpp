#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace stratum::composer {

enum class Mode : unsigned char { major, minor };

/// One chord of a progression, relative to the tonic.
struct Chord {
    int root = 0;        ///< Semitones above the tonic, 0 to 11.
    char quality = 'M';  ///< M major, m minor, 7 dominant, j major seventh, n minor seventh, d diminished, s sus4.
};

/// Semitones above the root, root first.
[[nodiscard]] std::span<const int> intervals_of(char quality);
/// "C:maj7" for tonic 9 (A), root 3, quality j.
[[nodiscard]] std::string harte_label(int tonic, const Chord& chord);
/// "A:min".
[[nodiscard]] std::string key_label(int tonic, Mode mode);
/// "0M 7M 9m 5M": a root (0 to 9, a and b for 10 and 11) and a quality each, one blank between.
[[nodiscard]] std::vector<Chord> parse_progression(std::string_view text);
/// Seven semitone steps above the tonic.
[[nodiscard]] std::span<const int, 7> scale_of(Mode mode);
/// The chord's tones as MIDI notes near `centre`, placed so that the hand moves least from `previous` (may be empty).
[[nodiscard]] std::vector<int> voice_chord(int tonic, const Chord& chord, int centre, std::span<const int> previous);

}  // namespace stratum::composer
