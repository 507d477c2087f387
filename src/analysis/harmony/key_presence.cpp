#include "harmony/key_presence.hpp"

#include "harmony/key_methods.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::analysis {

namespace {

// A single note with its overtones has up to 2.4, triads of a piano begin at 3.7.
constexpr double kFewest = 2.8;

double perplexity(const PitchClasses& shares) {
    double entropy = 0.0;
    for (const float share : shares)
        if (share > 0.0F) entropy -= static_cast<double>(share) * std::log(static_cast<double>(share));
    return std::exp(entropy);
}

}  // namespace

TonalSigns tonal_signs(const ChromaTrack& track, std::span<const ChromaFrame> frames, const KeyEvidence& evidence) {
    TonalSigns signs;
    signs.audible = evidence.audible;
    if (track.deviation_weight > 0.0) signs.concentration = std::abs(track.deviation) / track.deviation_weight;
    double weight = 0.0;
    double steady_weight = 0.0;
    for (std::size_t n = 0; n < frames.size(); ++n) {
        const double w = frames[n].weight;
        if (w <= 0.0) continue;
        weight += w;
        const PitchClasses& now = frames[n].treble;
        signs.peakiness += w * *std::max_element(now.begin(), now.end());
        if (n == 0) continue;
        const PitchClasses& before = frames[n - 1].treble;
        double both = 0.0;
        double a = 0.0;
        double b = 0.0;
        for (std::size_t p = 0; p < 12; ++p) {
            both += static_cast<double>(now[p]) * before[p];
            a += static_cast<double>(now[p]) * now[p];
            b += static_cast<double>(before[p]) * before[p];
        }
        if (a <= 0.0 || b <= 0.0) continue;
        signs.steadiness += w * both / std::sqrt(a * b);
        steady_weight += w;
    }
    if (weight > 0.0) signs.peakiness /= weight;
    if (steady_weight > 0.0) signs.steadiness /= steady_weight;
    signs.richness = perplexity(evidence.treble);
    signs.fit = best_profile_fit(evidence);
    if (evidence.network) {
        const auto keys = std::span{*evidence.network}.first(KeyRows::kNone);
        const double most = *std::max_element(keys.begin(), keys.end());
        double total = 0.0;
        for (const double key : keys) total += std::exp(key - most);
        signs.network_none = evidence.network->back() - most - std::log(total);
    }
    return signs;
}

double chance_of_key(const TonalSigns& signs) {
    if (signs.audible == 0 || signs.fit <= 0.0 || signs.richness < kFewest) return 0.0;
    // Fitted to music in keys against drum grooves, noises and speech, whole and in clips of 1 to 20 s
    // (training/keys/presence.py); see the methods page.
    const double score = 9.765 * signs.concentration + 1.502 * signs.steadiness - 0.087 * signs.peakiness +
                         5.846 * signs.fit + 0.135 * std::log2(signs.audible) - 8.623;
    // The two opinions have a say each: fitted together to the tune half of the benchmark set, drummers and noises,
    // which the network tells apart without an error, it alone would decide, also about what neither has heard.
    const double odds = signs.network_none ? 0.5 * score - 0.7 * *signs.network_none : score;
    return 1.0 / (1.0 + std::exp(-odds));
}

}  // namespace stratum::analysis
