#pragma once

#include "structure/sections_cues.hpp"

#include <span>
#include <vector>

namespace stratum::analysis::structure {

/// How long sections are, in log-odds a section on top of its borders' evidence. Fitted by hand on the tune half of the
/// benchmark set, with the cues' weights of the other folds; see docs/methods/structure.md.
struct LengthPrior {
    double section = 1.2;  ///< For any section: the fit of the cues knows that borders are rare, this gives some back.
    double raster_section = 0.4;  ///< The same where there are no beats: such music flows.
    double one = -1.7;            ///< One bar,
    double short_ = -0.8;         ///< and up to three.
    double odd = -0.6;   ///< An odd number of bars; these four only where the tempo is a machine's, and not for the
    double four = 0.3;   ///< first and the last section, which may begin or end with half a phrase.
    double eight = 0.2;  ///< Multiples of 4, of 8 and of 16 bars.
    double sixteen = 0.1;
};

/// Where a section begins.
struct Border {
    std::size_t bar = 0;
    double chance = 0.0;  ///< That a listener's border lies within 3 s.
};

/// The log-odds that a section begins with each bar, from its cues alone.
[[nodiscard]] std::vector<double> border_evidence(std::span<const Cues> cues);

/// The likeliest division into sections, by dynamic programming over bars (a semi-Markov chain: evidence at the
/// borders, prior for the lengths), and the chances from the forward and backward sums of the same chain [Rabiner
/// 1989], set right by a logistic curve [Platt 1999]. The first bar is always among the borders, with a chance of 1.
/// Time grows with the number of bars times 64.
[[nodiscard]] std::vector<Border> find_borders(const Bars& bars, std::span<const double> evidence, bool machine_made,
                                               const LengthPrior& prior = {});

}  // namespace stratum::analysis::structure
