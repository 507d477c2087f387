#include "pitch/line_judge.hpp"

#include <algorithm>

namespace stratum::analysis {
namespace {

template <std::size_t In, std::size_t Out>
std::array<float, Out> layer(const std::array<std::array<float, In>, Out>& weights, const std::array<float, Out>& bias,
                             const std::array<float, In>& in) {
    std::array<float, Out> out = bias;
    for (std::size_t o = 0; o < Out; ++o) {
        for (std::size_t i = 0; i < In; ++i) out[o] += weights[o][i] * in[i];
        out[o] = std::max(0.0F, out[o]);
    }
    return out;
}

}  // namespace

float judge(const LineWeights& weights, const LineFeatureRow& row) {
    const auto one = layer(weights.first, weights.first_bias, row);
    const auto two = layer(weights.second, weights.second_bias, one);
    float sum = weights.last_bias;
    for (std::size_t i = 0; i < kLineHidden; ++i) sum += weights.last[i] * two[i];
    return std::clamp(sum, -20.0F, 20.0F);
}

}  // namespace stratum::analysis
