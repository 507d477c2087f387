#pragma once

#include "score.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace stratum::composer {

/// What the drums, the bass and the chords may play, written one character a step.
///
/// Drums: letter of the drum, colon, steps, next drum after '|'. K kick, S snare or clap, H hat, O open hat, R ride, T
/// tom, P percussion, A shaker. Steps: x strong, o medium, - soft, ? sometimes, r a quick roll, . nothing. A lane may
/// hold several bars. Bass: 1 root, 5 fifth, 3 third, 8 octave, 7 the tone below the root, a a step towards the next
/// root,
/// '-' held on, . nothing. Chords: x struck, '-' held on, . nothing.
///
/// In every list the even entries belong to the tune split and the odd ones to the test split.
enum class Groove : unsigned char {
    house,
    techno,
    trance,
    disco,
    garage,
    breakbeat,
    dubstep,
    drum_and_bass,
    jungle,
    trap,
    hip_hop,
    reggaeton,
    reggae,
    swing,
    rock,
    pop,
    ballad,
    chiptune,
    synthwave,
    waltz,
    six_eight,
    five_four,
    seven_eight,
    none,
};

struct DrumPattern {
    Groove groove;
    int steps_per_bar;
    std::string_view text;
};

struct Lane {
    Drum drum = Drum::kick;
    std::string_view steps;
};

[[nodiscard]] std::span<const DrumPattern> all_drum_patterns();
[[nodiscard]] std::vector<Lane> parse_drum_pattern(std::string_view text);
/// The patterns of a groove, in the order of the list.
[[nodiscard]] std::vector<std::string_view> drum_patterns(Groove groove);
[[nodiscard]] std::vector<std::string_view> bass_patterns(Groove groove);
[[nodiscard]] std::vector<std::string_view> comp_patterns(Groove groove);

}  // namespace stratum::composer
