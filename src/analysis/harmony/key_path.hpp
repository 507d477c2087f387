#pragma once

#include "harmony/chroma.hpp"
#include "stratum/analysis/report.hpp"

#include <span>
#include <vector>

namespace stratum::analysis {

struct KeyPathOptions {
    Seconds window{12.0};  ///< Evidence of one answer; shorter follows changes sooner, longer resists borrowed chords.
    Seconds step{3.0};
    double change_cost = 9.0;  ///< In log-probability: higher wants more evidence before a key changes.
};

/// The key over time: the best path through the answers of overlapping windows, where staying is free and changing
/// costs [Viterbi; as in Noland and Sandler 2007]. Spans follow each other from 0 to `duration`; silent windows cast no
/// vote. Empty when no window hears anything. Memory: 24 bytes a step.
[[nodiscard]] std::vector<KeySpan> key_path(std::span<const ChromaFrame> frames, Seconds duration,
                                            const KeyPathOptions& options = {});

}  // namespace stratum::analysis
