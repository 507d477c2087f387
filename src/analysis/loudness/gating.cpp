#include "loudness/gating.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace stratum::analysis {
namespace {

double power_of(Lufs loudness) { return std::pow(10.0, (loudness.value() + 0.691) / 10.0); }

/// The mean of those at or above `gate`; 0 when there is none.
double mean_above(std::span<const double> powers, double gate) {
    double sum = 0.0;
    std::int64_t count = 0;
    for (const double power : powers)
        if (power >= gate) {
            sum += power;
            ++count;
        }
    return count == 0 ? 0.0 : sum / static_cast<double>(count);
}

double mean(std::span<const double> powers) {
    double sum = 0.0;
    for (const double power : powers) sum += power;
    return sum / static_cast<double>(powers.size());
}

}  // namespace

Lufs loudness_of(double power) {
    return Lufs{-0.691 + 10.0 * std::log10(std::max(power, std::numeric_limits<double>::min()))};
}

std::vector<double> sliding_means(std::span<const double> powers, int length) {
    const auto size = static_cast<std::size_t>(length);
    std::vector<double> means;
    if (powers.size() < size) return means;
    means.reserve(powers.size() - size + 1);
    // Summed anew for each: a running sum would keep the rounding of loud stretches through silent ones.
    for (std::size_t i = 0; i + size <= powers.size(); ++i) means.push_back(mean(powers.subspan(i, size)));
    return means;
}

std::optional<Lufs> loudest(std::span<const double> window_powers) {
    if (window_powers.empty()) return std::nullopt;
    const Lufs most = loudness_of(*std::max_element(window_powers.begin(), window_powers.end()));
    if (most < kAbsoluteGate) return std::nullopt;
    return most;
}

std::optional<Lufs> integrated_loudness(std::span<const double> momentary_powers) {
    const double absolute = power_of(kAbsoluteGate);
    const double ungated = mean_above(momentary_powers, absolute);
    if (ungated <= 0.0) return std::nullopt;
    const double gated = mean_above(momentary_powers, std::max(absolute, ungated * 0.1));
    return loudness_of(gated);
}

std::optional<LoudnessUnits> loudness_range(std::span<const double> short_term_powers) {
    const double absolute = power_of(kAbsoluteGate);
    const double ungated = mean_above(short_term_powers, absolute);
    if (ungated <= 0.0) return std::nullopt;
    const double gate = std::max(absolute, ungated * 0.01);
    std::vector<double> kept;
    for (const double power : short_term_powers)
        if (power >= gate) kept.push_back(power);
    std::sort(kept.begin(), kept.end());
    const auto percentile = [&](double part) {
        return kept[static_cast<std::size_t>(std::lround(part * static_cast<double>(kept.size() - 1)))];
    };
    return LoudnessUnits{loudness_of(percentile(0.95)).value() - loudness_of(percentile(0.10)).value()};
}

std::vector<float> short_term_curve(std::span<const double> powers, int steps_per_value) {
    std::vector<float> curve;
    const auto step = static_cast<std::size_t>(steps_per_value);
    for (std::size_t end = step; end <= powers.size(); end += step) {
        const std::size_t length = std::min<std::size_t>(end, kShortTermSteps);
        const Lufs value = loudness_of(mean(powers.subspan(end - length, length)));
        curve.push_back(static_cast<float>(std::max(value, kAbsoluteGate).value()));
    }
    return curve;
}

}  // namespace stratum::analysis
