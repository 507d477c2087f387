#include "chords/chord_confidence.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::analysis {
namespace {

constexpr double kBias = -0.2929;
constexpr double kLogit = 0.7033;
constexpr double kLength = -0.0894;
constexpr double kShortest = 0.25;  // Seconds.

}  // namespace

double chord_confidence(double probability, Seconds length) {
    const double p = std::clamp(probability, 1e-4, 1.0 - 1e-4);
    const double score =
        kBias + kLogit * std::log(p / (1.0 - p)) + kLength * std::log(std::max(length.value(), kShortest));
    return 1.0 / (1.0 + std::exp(-score));
}

}  // namespace stratum::analysis
