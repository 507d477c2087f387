#include "metrics/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace stratum::evaluate {

Estimate share(int hits, int n) {
    if (n <= 0) return {0, 0.0, 0.0, 1.0};
    constexpr double kZ = 1.959963984540054;
    const double p = static_cast<double>(hits) / n;
    const double spread = kZ * kZ / n;
    const double centre = (p + spread / 2.0) / (1.0 + spread);
    const double half = kZ * std::sqrt(p * (1.0 - p) / n + spread / (4.0 * n)) / (1.0 + spread);
    return {n, p, std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

Estimate mean(std::span<const double> values) {
    if (values.empty()) return {};
    const auto n = values.size();
    double sum = 0.0;
    for (const double value : values) sum += value;
    Estimate estimate{static_cast<int>(n), sum / static_cast<double>(n), 0.0, 0.0};
    constexpr int kResamples = 2000;
    std::vector<double> means;
    means.reserve(kResamples);
    std::uint64_t state = 20140601;
    for (int i = 0; i < kResamples; ++i) {
        double total = 0.0;
        for (std::size_t k = 0; k < n; ++k) {
            state = state * 6364136223846793005U + 1442695040888963407U;
            total += values[static_cast<std::size_t>((state >> 33) % n)];
        }
        means.push_back(total / static_cast<double>(n));
    }
    std::sort(means.begin(), means.end());
    estimate.low = means[static_cast<std::size_t>(0.025 * kResamples)];
    estimate.high = means[static_cast<std::size_t>(0.975 * kResamples) - 1];
    return estimate;
}

Reliability reliability(std::span<const Judged> judged) {
    constexpr int kBins = 10;
    Reliability result;
    result.bins.resize(kBins);
    for (int i = 0; i < kBins; ++i) {
        auto& bin = result.bins[static_cast<std::size_t>(i)];
        bin.from = i / 10.0;
        bin.to = (i + 1) / 10.0;
    }
    for (const Judged& one : judged) {
        const int index = std::clamp(static_cast<int>(one.confidence * kBins), 0, kBins - 1);
        auto& bin = result.bins[static_cast<std::size_t>(index)];
        ++bin.n;
        bin.confidence += one.confidence;
        bin.right += one.right ? 1.0 : 0.0;
    }
    result.n = static_cast<int>(judged.size());
    for (auto& bin : result.bins) {
        if (bin.n == 0) continue;
        bin.confidence /= bin.n;
        bin.right /= bin.n;
        result.expected_error += bin.n * std::abs(bin.confidence - bin.right) / result.n;
    }
    return result;
}

double sign_test(int wins, int losses) {
    const int n = wins + losses;
    if (n == 0) return 1.0;
    double tail = 0.0;
    for (int k = 0; k <= std::min(wins, losses); ++k)
        tail += std::exp(std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0) - n * std::log(2.0));
    return std::min(1.0, 2.0 * tail);
}

}  // namespace stratum::evaluate
