#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace stratum::analysis::rhythm {

inline constexpr int kFewestBeats = 2;  ///< Of a bar.
inline constexpr int kMostBeats = 7;

/// Which beats begin a bar, and how well that explains them.
struct BarPath {
    double score = -1e18;                ///< Log-likelihood, less what cuts and changes cost.
    std::vector<std::size_t> downbeats;  ///< Indices of beats, ascending.
};

/// The likeliest way through the positions of bars of `metre` beats, where now and then a bar may end early [Viterbi;
/// after Krebs, Böck and Widmer 2013]. `logit`: log-odds of each beat to begin a bar.
[[nodiscard]] BarPath bars_of(std::span<const double> logit, int metre);

/// What bars of another length than the usual cost.
struct Rarity {
    double entry = 0.0;  ///< Each time they begin, besides the change itself,
    double stay = 0.0;   ///< and each beat.
};

/// The same where bars may also take another length for a while; `rarity[m]` is that of bars of m beats. Halves and
/// doubles of a length are no change of it.
[[nodiscard]] BarPath bars_with_changes(std::span<const double> logit, int usual,
                                        const std::array<Rarity, kMostBeats + 1>& rarity);

}  // namespace stratum::analysis::rhythm
