#pragma once

#include "harmony/key_evidence.hpp"
#include "stratum/analysis/key.hpp"
#include "stratum/analysis/report.hpp"

#include <optional>
#include <span>

namespace stratum::analysis {

/// The church mode that the pitch classes over the tonic (shares of 1) tell, where it is clearly not plain major or
/// minor: the one degree in which a mode differs (Lydian's fourth, Mixolydian's seventh, Dorian's sixth, Phrygian's
/// second) sounds much more than the degree that it replaces. Nothing otherwise, and never for a key that is only a
/// guess.
[[nodiscard]] std::optional<ChurchMode> church_mode(const PitchClasses& shares, Key key);

/// The pitch classes of the treble where `key` holds: what another key's stretch adds is no degree of this one. Of the
/// whole where it holds nowhere. `spans` in the order of time.
[[nodiscard]] PitchClasses shares_in_key(std::span<const ChromaFrame> frames, std::span<const KeySpan> spans, Key key);

}  // namespace stratum::analysis
