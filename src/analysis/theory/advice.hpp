#pragma once

#include "stratum/analysis/report.hpp"
#include "stratum/analysis/theory.hpp"

#include <span>
#include <vector>

namespace stratum::analysis {

/// What may follow each of the track's most frequent chords (up to six), with the reason: usual motion of the functions
/// [Kostka and Payne: tonic, pre-dominant, dominant], a secondary dominant, a borrowed chord, a tritone substitute.
[[nodiscard]] std::vector<NextChord> next_chords(std::span<const TheoryChord> chords);

/// A scale for each key from where it begins (with the church mode where one is heard), and for each kind of chord that
/// leaves the key [chord scales as in Nettles and Graf 1997].
[[nodiscard]] std::vector<ScaleAdvice> scale_advice(std::span<const TheoryChord> chords, const Harmony* harmony);

/// Keys that mix well with this one: the neighbours on the circle of fifths, the relative, and lifts by a semitone and
/// by a tone. `keys` are the track's over time: each advice points to the longest stretch in `key`.
[[nodiscard]] std::vector<CompatibleKey> compatible_keys(Key key, std::span<const TheoryKey> keys);

}  // namespace stratum::analysis
