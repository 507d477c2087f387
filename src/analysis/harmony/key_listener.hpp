#pragma once

#include "harmony/chroma.hpp"
#include "stratum/base/result.hpp"

#include <array>
#include <optional>
#include <span>
#include <vector>

namespace stratum::nn {
class Network;
}

namespace stratum::analysis {

/// What the key network heard, over time. A stretch's answer is the mean of its rows, so that one run of the network
/// tells of the whole recording, of windows and of stretches in one key.
struct KeyRows {
    static constexpr std::size_t kFrames = 2;    ///< Frames of chroma a row: 0.74 s.
    static constexpr std::size_t kAnswers = 25;  ///< The 24 keys in the order of `KeyScores`, and none.
    static constexpr std::size_t kNone = 24;
    using Answers = std::array<float, kAnswers>;
    std::vector<Answers> rows;  ///< Logits.

    /// Of the rows with a frame of any weight among those from `first` to before `last`, in frames. Absent where there
    /// is none.
    [[nodiscard]] std::optional<Answers> mean(std::span<const ChromaFrame> frames, std::size_t first,
                                              std::size_t last) const;
};

/// Values of one frame that the key network sees: the twelve of the treble, the twelve of the bass, the weight.
inline constexpr std::size_t kKeyInputs = 25;
[[nodiscard]] std::vector<float> key_network_input(std::span<const ChromaFrame> frames);

/// Runs the key network (training/README.md; equivariant to transposition like Lattner, Dörfler and Arzt 2019) in
/// pieces with as much before and after them as it looks at, so that the result is that of one run over all and memory
/// does not grow with the recording. Errors: those of the network.
[[nodiscard]] Result<KeyRows> listen_for_keys(const nn::Network& network, std::span<const ChromaFrame> frames);

}  // namespace stratum::analysis
