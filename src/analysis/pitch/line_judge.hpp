#pragma once

#include "pitch/line_features.hpp"

#include <array>

namespace stratum::analysis {

inline constexpr std::size_t kLineHidden = 24;

/// A perceptron with one hidden layer. Made by training/pitch/fit.py, never by hand.
struct LineWeights {
    std::array<std::array<float, kLineFeatures>, kLineHidden> first;
    std::array<float, kLineHidden> first_bias;
    std::array<std::array<float, kLineHidden>, kLineHidden> second;
    std::array<float, kLineHidden> second_bias;
    std::array<float, kLineHidden> last;
    float last_bias;
};

/// How much speaks for a peak being the line: the natural logarithm of its probability over that of there being no
/// line. Sums in a fixed order.
[[nodiscard]] float judge(const LineWeights& weights, const LineFeatureRow& row);

}  // namespace stratum::analysis
