#include "pitch/note_cuts.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace stratum::analysis {
namespace {

constexpr float kStep = 0.25F;     // Semitones.
constexpr float kFarthest = 2.0F;  // What a frame may cost.
constexpr std::size_t kMostSteps = 400;

}  // namespace

std::vector<std::size_t> note_cuts(std::span<const float> semitones, double price) {
    std::vector<std::size_t> cuts;
    if (semitones.empty()) return cuts;
    const auto [low, high] = std::ranges::minmax(semitones);
    const auto steps = std::min(kMostSteps, static_cast<std::size_t>((high - low) / kStep) + 2);
    std::vector<float> total(steps, 0.0F);
    // Which step was the cheapest before each frame, and which steps began anew there.
    std::vector<std::uint16_t> cheapest(semitones.size());
    std::vector<std::uint8_t> anew(semitones.size() * steps, 0);
    for (std::size_t n = 0; n < semitones.size(); ++n) {
        const auto least = std::ranges::min_element(total);
        cheapest[n] = static_cast<std::uint16_t>(least - total.begin());
        const float base = *least;
        const float jumped = base + static_cast<float>(price);
        for (std::size_t s = 0; s < steps; ++s) {
            const float away = std::abs(semitones[n] - (low + static_cast<float>(s) * kStep));
            const bool jump = n > 0 && jumped < total[s];
            anew[n * steps + s] = jump ? 1 : 0;
            // Only differences matter; without `base` long notes would lose their fractions.
            total[s] = (jump ? jumped : total[s]) - base + std::min(away, kFarthest);
        }
    }
    auto s = static_cast<std::size_t>(std::ranges::min_element(total) - total.begin());
    for (std::size_t n = semitones.size(); n-- > 1;)
        if (anew[n * steps + s] != 0) cuts.push_back(n), s = cheapest[n];
    cuts.push_back(0);
    std::ranges::reverse(cuts);
    return cuts;
}

std::vector<std::size_t> level_cuts(std::span<const float> level, double depth, std::size_t reach) {
    std::vector<std::size_t> cuts;
    for (std::size_t n = 1; n + 1 < level.size(); ++n) {
        const std::size_t from = n > reach ? n - reach : 0;
        const std::size_t to = std::min(level.size(), n + reach + 1);
        const auto around = level.subspan(from, to - from);
        if (level[n] > *std::ranges::min_element(around)) continue;
        const float before = *std::max_element(level.begin() + static_cast<std::ptrdiff_t>(from),
                                               level.begin() + static_cast<std::ptrdiff_t>(n));
        const float after = *std::max_element(level.begin() + static_cast<std::ptrdiff_t>(n),
                                              level.begin() + static_cast<std::ptrdiff_t>(to));
        const auto deep = static_cast<float>(depth);
        // A plucked string dies away slowly before it is struck again; a trembling voice does not rise so far.
        if (after - level[n] < deep || (before - level[n] < deep && after - level[n] < 2.0F * deep)) continue;
        if (cuts.empty() || n - cuts.back() > reach / 2) cuts.push_back(n);
    }
    return cuts;
}

}  // namespace stratum::analysis
