#pragma once

#include "harmony/key_evidence.hpp"

#include <span>
#include <string_view>

namespace stratum::analysis {

/// One way of telling a key from evidence. Scores are on the scale of log-probabilities: what is added to all of them
/// does not matter, a difference of 1 is odds of e.
struct KeyMethod {
    std::string_view name;
    KeyScores (*score)(const KeyEvidence& evidence);
};

/// Profiles from listening tests and corpora, compared by correlation [Krumhansl and Kessler 1982; Temperley 2007;
/// Sha'ath 2011; Albrecht and Shanahan 2013], and two linear models fitted by us (docs/methods/harmony.md): on the
/// roots of treble and bass pitch classes, and on the shares of chords. In the order in which they are reported.
[[nodiscard]] std::span<const KeyMethod> key_methods();

/// Correlation, -1 to 1, of the evidence with the best of Albrecht and Shanahan's 24 profiles; 0 for even or no
/// evidence.
[[nodiscard]] double best_profile_fit(const KeyEvidence& evidence);

}  // namespace stratum::analysis
