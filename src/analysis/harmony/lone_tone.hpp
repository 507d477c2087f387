#pragma once

#include "stratum/base/units.hpp"

#include <optional>
#include <span>

namespace stratum::analysis {

/// One spectral peak of a frame.
struct Peak {
    double hertz = 0.0;
    double weight = 0.0;
};

/// The lowest peak of a frame (in ascending order) if nearly all of the rest are its overtones; absent where they are
/// not: there more than one note sounds, or noise. Close enough to tell: the third of a tempered chord lies 14 cents
/// from the fifth partial of its root.
[[nodiscard]] std::optional<double> lone_tone_of(std::span<const Peak> peaks);

/// The pitch that a whole recording holds, from what `lone_tone_of` said of each frame (0 for none) and how loud it is;
/// octaves of one pitch are the same. Absent for everything else: melodies, chords, sweeps, drums.
[[nodiscard]] std::optional<Hertz> held_tone(std::span<const float> tones, std::span<const float> levels);

}  // namespace stratum::analysis
