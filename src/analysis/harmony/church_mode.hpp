#pragma once

#include "harmony/key_evidence.hpp"
#include "stratum/analysis/key.hpp"

#include <optional>

namespace stratum::analysis {

/// The church mode that the pitch classes over the tonic tell, where it is clearly not plain major or minor: the one
/// degree in which a mode differs (Lydian's fourth, Mixolydian's seventh, Dorian's sixth, Phrygian's second) sounds
/// much more than the degree that it replaces. Nothing otherwise, and never for a key that is only a guess.
[[nodiscard]] std::optional<ChurchMode> church_mode(const KeyEvidence& evidence, Key key);

}  // namespace stratum::analysis
