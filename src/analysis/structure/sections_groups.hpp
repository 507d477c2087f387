#pragma once

#include "structure/sections_cues.hpp"

#include <array>
#include <span>
#include <vector>

namespace stratum::analysis::structure {

/// The bars [from, to) of one section.
struct Stretch {
    std::size_t from = 0;
    std::size_t to = 0;
    [[nodiscard]] std::size_t bars() const { return to - from; }
};

/// What speaks for two sections being the same, or against.
enum class PairCue : std::uint8_t {
    level,  ///< Difference of their means, as `Difference` has it.
    broad,
    low,
    stroke,
    drums,
    chroma,
    tonal,
    loud,
    same_bars,   ///< Mean likeness of the bars when both begin at their first bar.
    length,      ///< |log2| of the ratio of their lengths.
    neighbours,  ///< 1 when one follows the other: a border was heard between them.
    first_,
};
inline constexpr std::size_t kPairCues = static_cast<std::size_t>(PairCue::first_);
using PairCues = std::array<float, kPairCues>;

/// The cues of all pairs (a, b) with a < b, row by row.
[[nodiscard]] std::vector<PairCues> pair_cues(const Bars& bars, std::span<const Stretch> sections);

/// Which group each section belongs to, numbered by first appearance: agglomerative clustering with average linkage
/// [Sokal and Michener 1958] over the log-odds of a fitted logit, until no two groups are likelier the same than not.
/// More than kMostGrouped sections are grouped by their nearest predecessor instead, so that ten hours take no longer.
[[nodiscard]] std::vector<std::size_t> group(const Bars& bars, std::span<const Stretch> sections);
inline constexpr std::size_t kMostGrouped = 200;

}  // namespace stratum::analysis::structure
