#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace stratum::analysis {

/// One period that a frame may have.
struct PitchCandidate {
    float lag = 0.0F;          ///< In samples, between two of them.
    float difference = 1.0F;   ///< The normalised difference there: 0 perfectly periodic.
    float probability = 0.0F;  ///< Under the distribution of thresholds.
};

inline constexpr std::size_t kMostCandidates = 7;

struct PitchCandidates {
    std::array<PitchCandidate, kMostCandidates> all{};
    std::size_t count = 0;
    float periodicity = 0.0F;  ///< The probability that any threshold was met, 0 to 1.

    [[nodiscard]] std::span<const PitchCandidate> span() const { return {all.data(), count}; }
};

/// The minima of a difference function from `shortest` on.
///
/// A threshold picks the shortest lag whose minimum lies below it. Thresholds are spread by a beta distribution of mean
/// 0.1 [Mauch and Dixon 2014], so a minimum's probability is the share of thresholds between its own depth and that of
/// the deepest minimum before it. The deepest minimum gets a small share of what no threshold found. The most probable
/// ones stay, ties by depth; sorted by lag.
[[nodiscard]] PitchCandidates candidates_of(std::span<const float> difference, int shortest);

}  // namespace stratum::analysis
