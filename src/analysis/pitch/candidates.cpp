#include "pitch/candidates.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace stratum::analysis {
namespace {

/// The share of thresholds below x: the beta distribution with a = 2, b = 18, of mean 0.1, in closed form:
/// 1 - (1 + 18 x) (1 - x)^18.
float share_below(float x) {
    if (x <= 0.0F) return 0.0F;
    if (x >= 1.0F) return 1.0F;
    const float y = 1.0F - x;
    const float y2 = y * y;
    const float y4 = y2 * y2;
    const float y8 = y4 * y4;
    return 1.0F - (1.0F + 18.0F * x) * y8 * y8 * y2;
}

constexpr float kUnmet = 0.02F;   // The deepest minimum's share of the thresholds that found nothing.
constexpr float kDeepest = 1.2F;  // Minima above this are none.
constexpr float kDepth = 0.02F;   // What depth alone counts for when the best are chosen.

}  // namespace

PitchCandidates candidates_of(std::span<const float> difference, int shortest) {
    PitchCandidates out;
    float deepest = 1.0F;
    std::size_t deepest_at = 0;
    float least = kDeepest;
    const auto score = [](const PitchCandidate& c) { return c.probability + kDepth * (kDeepest - c.difference); };
    const auto first = static_cast<std::size_t>(std::max(2, shortest));
    for (std::size_t lag = first; lag + 1 < difference.size(); ++lag) {
        const float here = difference[lag];
        if (here >= kDeepest || here >= difference[lag - 1] || here > difference[lag + 1]) continue;
        const float a = difference[lag - 1];
        const float c = difference[lag + 1];
        const float curve = a - 2.0F * here + c;
        const float shift = curve > 0.0F ? std::clamp(0.5F * (a - c) / curve, -0.5F, 0.5F) : 0.0F;
        PitchCandidate found;
        found.lag = static_cast<float>(lag) + shift;
        found.difference = std::max(0.0F, here - 0.25F * (a - c) * shift);
        if (found.difference < deepest) {
            found.probability = share_below(deepest) - share_below(found.difference);
            deepest = found.difference;
        }
        std::size_t place = out.count;
        if (out.count == kMostCandidates) {
            place = 0;
            for (std::size_t i = 1; i < out.count; ++i)
                if (score(out.all[i]) < score(out.all[place])) place = i;
            if (score(found) <= score(out.all[place])) continue;
        } else {
            ++out.count;
        }
        out.all[place] = found;
    }
    const auto used = std::span(out.all).first(out.count);
    std::ranges::sort(used, {}, &PitchCandidate::lag);
    for (std::size_t i = 0; i < used.size(); ++i)
        if (used[i].difference < least) least = used[i].difference, deepest_at = i;
    out.periodicity = 1.0F - share_below(deepest);
    if (!used.empty()) used[deepest_at].probability += kUnmet * share_below(deepest);
    return out;
}

}  // namespace stratum::analysis
