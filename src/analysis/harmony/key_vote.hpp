#pragma once

#include "harmony/key_evidence.hpp"
#include "stratum/analysis/report.hpp"

#include <span>
#include <string>
#include <vector>

namespace stratum::analysis {

/// What one estimator says about all 24 keys.
struct KeyBallot {
    std::string method;
    double weight = 0.0;
    KeyScores scores{};  ///< Log-probabilities up to a constant.
};

/// The ballots of all methods of `key_methods()`, and of the network where it listened, in whose company the others
/// weigh less; none when the evidence is empty.
[[nodiscard]] std::vector<KeyBallot> ask_all(const KeyEvidence& evidence);

/// Adds the ballots up by weight: a logarithmic opinion pool [Genest and Zidek 1986]. The result's exponentials add up
/// to 1.
[[nodiscard]] KeyScores pool(std::span<const KeyBallot> ballots);

/// Probabilities of the 24 keys, calibrated for a stretch with that many audible frames: the pool's logarithms are
/// scaled by a factor that grows with the length, but far slower, since frames of one piece repeat each other.
[[nodiscard]] KeyScores calibrated(const KeyScores& pooled, int audible_frames, bool with_network = false);
/// All of the above for one stretch.
[[nodiscard]] KeyScores probabilities_from(const KeyEvidence& evidence);

/// The winner with its probability, the runners-up of at least 1 % (at most five), and each method's own favourite.
/// `chance_of_any` multiplies all confidences: it is the probability that there is a key at all.
[[nodiscard]] KeyEstimate elect(std::span<const KeyBallot> ballots, const KeyScores& probabilities,
                                double chance_of_any);

}  // namespace stratum::analysis
