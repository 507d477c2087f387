#pragma once

#include "harmony/key_evidence.hpp"

#include <optional>
#include <span>

namespace stratum::analysis {

/// What tells music in a key from drums, noise, speech and silence.
struct TonalSigns {
    double concentration = 0.0;  ///< How well the peaks agree on one tuning, 0 to 1.
    double steadiness =
        0.0;  ///< Mean cosine between the treble of neighbouring frames: notes last longer than syllables.
    double peakiness = 0.0;  ///< Mean share of a frame's strongest pitch class.
    double richness = 0.0;   ///< Pitch classes that sound, 1 to 12: the exponential of their entropy.
    double fit = 0.0;        ///< Correlation of the pitch classes with the best-fitting key profile.
    int audible = 0;         ///< Frames heard.
    /// Log-odds of "no key" against all keys together, from the network; absent where none listened.
    std::optional<double> network_none;
};
[[nodiscard]] TonalSigns tonal_signs(const ChromaTrack& track, std::span<const ChromaFrame> frames,
                                     const KeyEvidence& evidence);

/// The probability that the recording has a key at all, by logistic regression on the signs. 0 with fewer pitch
/// classes than a triad has: one note, with its overtones, belongs to many keys and tells none.
[[nodiscard]] double chance_of_key(const TonalSigns& signs);

}  // namespace stratum::analysis
