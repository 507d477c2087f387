#pragma once

#include "harmony/key_evidence.hpp"
#include "stratum/analysis/report.hpp"

#include <vector>

namespace stratum::analysis {

struct KeyPathOptions {
    Seconds window{12.0};  ///< Evidence of one answer; shorter follows changes sooner, longer resists borrowed chords.
    Seconds step{3.0};
    double change_cost = 9.0;               ///< In log-probability: higher wants more evidence before a key changes.
    double change_cost_with_network = 7.5;  ///< Likewise, where a network votes, which is less easily led astray.
};

struct KeyPath {
    std::vector<KeySpan> spans;  ///< One after the other from 0 to the end; empty when no window hears anything.
    /// Of the recording as a whole: what each span's own evidence says, weighted by how much of the recording it is. So
    /// a piece that moves up for its last chorus keeps the key of the verses, and one that stays is judged all at once.
    KeyScores probabilities{};
};

/// The key over time: the best path through the answers of overlapping windows, where staying is free and changing
/// costs [Viterbi 1967; for keys Noland and Sandler 2007]. Silent windows cast no vote. Memory: 24 bytes a step.
[[nodiscard]] KeyPath key_path(const KeyMaterial& material, Seconds duration, const KeyPathOptions& options = {});

}  // namespace stratum::analysis
