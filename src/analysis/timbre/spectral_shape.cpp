#include "timbre/spectral_shape.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace stratum::analysis {
namespace {

constexpr std::size_t kLanes = 16;

float sum_of_lanes(const std::array<float, kLanes>& lanes) {
    float total = 0.0F;
    for (const float lane : lanes) total += lane;
    return total;
}

const std::array<float, kSpectrumBins> kBinIndex = [] {
    std::array<float, kSpectrumBins> index{};
    for (std::size_t k = 0; k < index.size(); ++k) index[k] = static_cast<float>(k);
    return index;
}();

/// Sum of natural logarithms, sixteen factors a logarithm: energies lie between 1e-20 and 1e2, so products are taken in
/// double, where sixteen of them stay in range.
double sum_of_logs(std::span<const float> values) {
    double total = 0.0;
    for (std::size_t k = 0; k < values.size(); k += kLanes) {
        double product = 1.0;
        for (std::size_t i = k; i < std::min(k + kLanes, values.size()); ++i) product *= std::max(values[i], 1e-19F);
        total += std::log(product);
    }
    return total;
}

}  // namespace

float dot(std::span<const float> a, std::span<const float> b) {
    std::array<float, kLanes> lanes{};
    const std::size_t whole = a.size() / kLanes * kLanes;
    for (std::size_t k = 0; k < whole; k += kLanes)
        for (std::size_t i = 0; i < kLanes; ++i) lanes[i] += a[k + i] * b[k + i];
    for (std::size_t k = whole; k < a.size(); ++k) lanes[k - whole] += a[k] * b[k];
    return sum_of_lanes(lanes);
}

float sum(std::span<const float> values) {
    std::array<float, kLanes> lanes{};
    const std::size_t whole = values.size() / kLanes * kLanes;
    for (std::size_t k = 0; k < whole; k += kLanes)
        for (std::size_t i = 0; i < kLanes; ++i) lanes[i] += values[k + i];
    for (std::size_t k = whole; k < values.size(); ++k) lanes[k - whole] += values[k];
    return sum_of_lanes(lanes);
}

SpectralShape spectral_shape(std::span<const float> magnitude, std::span<const float> power) {
    const auto m = magnitude.subspan(1);
    const auto p = power.subspan(1);
    const auto index = std::span(kBinIndex).subspan(1);
    SpectralShape shape;
    const float weight = sum(m);
    const float energy = sum(p);
    if (!(weight > 0.0F) || !(energy > 0.0F)) return shape;

    const double centroid = dot(m, index) / static_cast<double>(weight);
    std::array<float, kSpectrumBins - 1> apart;
    for (std::size_t k = 0; k < m.size(); ++k) {
        const float d = index[k] - static_cast<float>(centroid);
        apart[k] = d * d;
    }
    shape.centroid_hz = static_cast<float>(centroid * kSpectrumBinHz);
    shape.spread_hz = static_cast<float>(std::sqrt(dot(m, apart) / static_cast<double>(weight)) * kSpectrumBinHz);

    const float target = 0.85F * energy;
    float below = 0.0F;
    std::size_t k = 0;
    while (k + 1 < p.size() && below + p[k] < target) below += p[k++];
    const float inside = p[k] > 0.0F ? std::clamp((target - below) / p[k], 0.0F, 1.0F) : 0.0F;
    shape.rolloff_hz = static_cast<float>((static_cast<double>(k) + 0.5 + inside) * kSpectrumBinHz);

    const double count = static_cast<double>(p.size());
    shape.flatness = static_cast<float>(std::min(1.0, std::exp(sum_of_logs(p) / count) / (energy / count)));
    return shape;
}

float spectral_variation(std::span<const float> before, std::span<const float> now) {
    const double a = dot(before, before);
    const double b = dot(now, now);
    if (!(a > 0.0) || !(b > 0.0)) return 0.0F;
    return static_cast<float>(std::clamp(1.0 - dot(before, now) / std::sqrt(a * b), 0.0, 1.0));
}

}  // namespace stratum::analysis
