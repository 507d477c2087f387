#pragma once

#include "harmony/chroma.hpp"
#include "harmony/key_listener.hpp"
#include "stratum/analysis/key.hpp"

#include <array>
#include <optional>
#include <span>

namespace stratum::analysis {

/// One value for each key: the twelve major ones from C up, then the twelve minor ones.
using KeyScores = std::array<double, 24>;
[[nodiscard]] constexpr std::size_t index_of(Key key) {
    return static_cast<std::size_t>(key.tonic + (key.mode == Mode::minor ? 12 : 0));
}
[[nodiscard]] constexpr Key key_at(std::size_t index) {
    return {static_cast<int>(index % 12), index < 12 ? Mode::major : Mode::minor};
}
/// Natural logarithms of the softmax of `scores`.
[[nodiscard]] KeyScores log_probabilities(const KeyScores& scores);

/// What a stretch of music tells about its key, however long it is.
struct KeyEvidence {
    PitchClasses treble{};  ///< Adds up to 1, or all 0.
    PitchClasses bass{};    ///< Likewise.
    std::array<float, 24>
        chords{};         ///< Share of time that each major, then each minor triad is most like; adds up to 1.
    double weight = 0.0;  ///< Sum of the frames' weights.
    int audible = 0;      ///< Frames with any weight.
    std::optional<KeyRows::Answers> network;  ///< What the network says of it; absent where none listened.
};

/// Sums frames by weight. The chords come from 24 triads compared with the chroma of 2.6 s around each frame, bass
/// included, each frame shared out among them softly.
[[nodiscard]] KeyEvidence gather(std::span<const ChromaFrame> frames);

/// A recording as the opinions about its key hear it.
struct KeyMaterial {
    std::span<const ChromaFrame> frames;
    const KeyRows* network = nullptr;  ///< Of the same frames; null where no network listened.
};
/// Of the frames from `first` to before `last`, with what the network says of them.
[[nodiscard]] KeyEvidence gather(const KeyMaterial& material, std::size_t first, std::size_t last);

}  // namespace stratum::analysis
