#include "rhythm/beat_phase.hpp"

#include "rhythm/beat_phase_weights.hpp"
#include "rhythm/metre.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::analysis::rhythm {
namespace {

constexpr double kOnsetWeight = 0.5;     // Where a network listened, too.
constexpr double kNetworkWeight = 12.0;  // Log-odds for beats that the network is sure of.
// How much likelier the first stroke of a recording is one of its beats than a given part of one: of composed pieces
// nine in ten begin on a beat; excerpts begin anywhere.
const double kBeginsOnBeat = std::log(5.0);
constexpr double kOnIt = 0.1;             // Of a beat.
constexpr std::size_t kMostBeats = 2000;  // Enough to decide; longer recordings are sampled evenly.

float distance(std::span<const double> a, std::span<const double> b) {
    double ab = 0.0;
    double aa = 0.0;
    double bb = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        ab += a[i] * b[i];
        aa += a[i] * a[i];
        bb += b[i] * b[i];
    }
    return aa > 0 && bb > 0 ? static_cast<float>(1.0 - ab / std::sqrt(aa * bb)) : 0.0F;
}

}  // namespace

double mean_activation(std::span<const float> activation, std::span<const double> beats, double part) {
    double sum = 0.0;
    for (std::size_t i = 0; i + 1 < beats.size(); ++i)
        sum += static_cast<double>(activation_at(activation, beats[i] + part * (beats[i + 1] - beats[i])));
    return beats.size() > 1 ? sum / static_cast<double>(beats.size() - 1) : 0.0;
}

float stroke_at(std::span<const float> curve, double at) {
    const auto centre = static_cast<std::int64_t>(std::lround(at));
    float top = 0.0F;
    for (std::int64_t i = centre - 1; i <= centre + 1; ++i)
        if (i >= 0 && i < static_cast<std::int64_t>(curve.size()))
            top = std::max(top, curve[static_cast<std::size_t>(i)]);
    return top;
}

std::array<float, 2> colour_change(const OnsetCurves& curves, double at, double reach) {
    constexpr std::size_t n = OnsetCurves::kColours;
    const auto steps = static_cast<std::int64_t>(curves.colour.size() / n);
    const double hop = OnsetCurves::kColourHop;
    const auto centre = static_cast<std::int64_t>(std::lround(at / hop));
    const auto length = std::max<std::int64_t>(1, std::lround(reach / hop));
    std::array<double, n> before{};
    std::array<double, n> after{};
    for (std::int64_t s = std::max<std::int64_t>(0, centre - length); s < std::min(steps, centre); ++s)
        for (std::size_t i = 0; i < n; ++i)
            before[i] += static_cast<double>(curves.colour[static_cast<std::size_t>(s) * n + i]);
    for (std::int64_t s = std::max<std::int64_t>(0, centre); s < std::min(steps, centre + length); ++s)
        for (std::size_t i = 0; i < n; ++i)
            after[i] += static_cast<double>(curves.colour[static_cast<std::size_t>(s) * n + i]);
    constexpr std::size_t bass = OnsetCurves::kBassColours;
    return {distance(std::span{before}.first(bass), std::span{after}.first(bass)),
            distance(std::span{before}.subspan(bass), std::span{after}.subspan(bass))};
}

PhaseFeatures phase_features(const OnsetCurves& curves, const std::array<std::vector<float>, kBands>& levelled,
                             std::span<const double> beats, double part) {
    PhaseFeatures f{};
    if (beats.size() < 2) return f;
    const std::size_t stride = 1 + (beats.size() - 1) / kMostBeats;
    double count = 0.0;
    std::vector<double> moved;
    std::array<double, kPhaseFeatures> sum{};
    for (std::size_t i = 0; i + 1 < beats.size(); i += stride) {
        const double length = beats[i + 1] - beats[i];
        const double at = beats[i] + part * length;
        std::size_t k = 0;
        for (std::size_t band = 0; band < kBands; ++band)
            for (const double later : {0.0, 0.25, 0.5, 0.75})
                sum[k++] += static_cast<double>(stroke_at(levelled[band], at + later * length));
        const auto low = static_cast<double>(stroke_at(levelled[1], at));
        const auto low_next = static_cast<double>(stroke_at(levelled[1], at + length));
        const auto mid = static_cast<double>(stroke_at(levelled[2], at));
        const auto mid_next = static_cast<double>(stroke_at(levelled[2], at + length));
        sum[k++] += std::sqrt(low * mid_next) + std::sqrt(mid * low_next);
        sum[k++] += std::abs(low - low_next);
        sum[k++] += std::abs(mid - mid_next);
        for (const double reach : {1.0, 2.0}) {
            const auto change = colour_change(curves, at, reach * length);
            sum[k++] += static_cast<double>(change[0]);
            sum[k++] += static_cast<double>(change[1]);
        }
        moved.push_back(at);
        count += 1.0;
    }
    constexpr std::size_t kSums = kPhaseFeatures - 2 * kBands - 1;
    for (std::size_t k = 0; k < kSums; ++k) f[k] = static_cast<float>(sum[k] / count);
    for (std::size_t band = 0; band < kBands; ++band) {
        const float all = f[4 * band] + f[4 * band + 1] + f[4 * band + 2] + f[4 * band + 3] + 1e-3F;
        f[kSums + 2 * band] = f[4 * band] / all;
        f[kSums + 2 * band + 1] = f[4 * band + 2] / all;
    }
    f[kPhaseFeatures - 1] = static_cast<float>(bar_clarity(bar_features(curves, levelled, moved)));
    return f;
}

double phase_score(const PhaseFeatures& features) {
    double score = 0.0;
    for (std::size_t i = 0; i < kPhaseFeatures; ++i) score += static_cast<double>(features[i]) * kPhaseWeights[i];
    return score;
}

PhaseChoice choose_phase(const OnsetCurves& curves, const std::array<std::vector<float>, kBands>& levelled,
                         std::span<const double> beats, const BeatEvidence& heard, std::optional<double> first_stroke) {
    std::array<double, kBeatParts.size()> score{};
    const double length = beats.size() < 2 ? 0.0 : beats[1] - beats[0];
    for (std::size_t i = 0; i < kBeatParts.size(); ++i) {
        score[i] = phase_score(phase_features(curves, levelled, beats, kBeatParts[i]));
        if (heard.activations != nullptr)
            score[i] = kOnsetWeight * score[i] +
                       kNetworkWeight * mean_activation(heard.activations->beat, beats, kBeatParts[i]);
        if (first_stroke && length > 0.0) {
            const double after = (*first_stroke - beats[0]) / length - kBeatParts[i];
            if (std::abs(after - std::round(after)) < kOnIt) score[i] += kBeginsOnBeat;
        }
    }
    const auto top = std::max_element(score.begin(), score.end());
    double sum = 0.0;
    for (const double s : score) sum += std::exp(s - *top);
    return {kBeatParts[static_cast<std::size_t>(top - score.begin())], 1.0 / sum};
}

}  // namespace stratum::analysis::rhythm
