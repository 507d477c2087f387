#include "rhythm/metre.hpp"

#include "rhythm/bar_path.hpp"
#include "rhythm/beat_phase.hpp"
#include "rhythm/metre_weights.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::analysis::rhythm {
namespace {

constexpr double kOnsetShare = 0.5;  // How the two opinions about downbeats add up.
constexpr double kNetworkShare = 1.0;
constexpr double kTimid = 0.5;       // The network says less of downbeats than there are, and few make bars long.
constexpr double kPlainBeat = 0.15;  // A beat that the network hears less of counts less.
// A piece whose bars change at all is no common one: with 0.1 changes were told of 7 of 73 recordings, with 0.3 of 1.
constexpr double kRarityOfChange = 0.3;
constexpr double kMostWitnesses = 128.0;  // Beats that count when metres are compared.
// How much likelier the first beat that sounds begins a bar: as if five recordings in eight began with one, where two
// would by chance (of pop songs 55 % do, of dance music more; excerpts begin anywhere). Not a witness among others: it
// counts whole.
const double kBegins = std::log(5.0) / kBarTrust;

std::size_t first_that_sounds(std::span<const HeardBeat> heard) {
    const auto found = std::ranges::find_if(heard, [](const HeardBeat& beat) { return beat.beat >= kPlainBeat; });
    return found == heard.end() ? 0 : static_cast<std::size_t>(found - heard.begin());
}

bool has_bar_of(std::span<const std::size_t> downbeats, int metre) {
    return std::ranges::adjacent_find(downbeats, [&](std::size_t a, std::size_t b) {
               return b - a == static_cast<std::size_t>(metre);
           }) != downbeats.end();
}

}  // namespace

std::vector<double> downbeat_logits(std::span<const BarFeatures> features) {
    std::vector<double> logit(features.size());
    for (std::size_t i = 0; i < features.size(); ++i) {
        double s = kBarBias;
        for (std::size_t k = 0; k < kBarFeatures; ++k) s += static_cast<double>(features[i][k]) * kBarWeights[k];
        logit[i] = s;
    }
    return logit;
}

std::vector<BarFeatures> bar_features(const OnsetCurves& curves, const std::array<std::vector<float>, kBands>& levelled,
                                      std::span<const double> beats) {
    const std::size_t count = beats.size();
    std::vector<BarFeatures> features(count);
    std::array<std::vector<float>, kBands> strokes;
    for (std::size_t band = 0; band < kBands; ++band) {
        strokes[band].resize(count);
        for (std::size_t i = 0; i < count; ++i) strokes[band][i] = stroke_at(levelled[band], beats[i]);
    }
    for (std::size_t i = 0; i < count; ++i) {
        std::size_t k = 0;
        for (std::size_t band = 0; band < kBands; ++band)
            for (int step = -2; step <= 2; ++step) {
                const auto at = std::clamp<std::int64_t>(static_cast<std::int64_t>(i) + step, 0,
                                                         static_cast<std::int64_t>(count) - 1);
                features[i][k++] = strokes[band][static_cast<std::size_t>(at)];
            }
        const double length = i + 1 < count ? beats[i + 1] - beats[i] : (i > 0 ? beats[i] - beats[i - 1] : 40.0);
        for (const double reach : {1.0, 2.0}) {
            const auto change = colour_change(curves, beats[i], reach * length);
            features[i][k++] = change[0];
            features[i][k++] = change[1];
        }
    }
    for (std::size_t k = 0; k < kBarFeatures; ++k) {
        double sum = 0.0;
        double square = 0.0;
        for (const auto& f : features) {
            sum += static_cast<double>(f[k]);
            square += static_cast<double>(f[k]) * static_cast<double>(f[k]);
        }
        const double mean = sum / static_cast<double>(std::max<std::size_t>(count, 1));
        const double spread =
            std::sqrt(std::max(0.0, square / static_cast<double>(std::max<std::size_t>(count, 1)) - mean * mean)) +
            1e-3;
        for (auto& f : features) f[k] = static_cast<float>((static_cast<double>(f[k]) - mean) / spread);
    }
    return features;
}

double bar_clarity(std::span<const BarFeatures> features) {
    if (features.size() < 8) return 0.0;
    return bars_of(downbeat_logits(features), 4).score / static_cast<double>(features.size());
}

std::optional<Bars> find_bars(std::span<const BarFeatures> features, std::span<const HeardBeat> heard) {
    if (features.size() < 8) return std::nullopt;
    std::vector<double> logit = downbeat_logits(features);
    for (std::size_t i = 0; i < heard.size() && i < logit.size(); ++i) {
        const double p = std::clamp(static_cast<double>(heard[i].downbeat), 0.005, 0.995);
        // In a rest nothing speaks for a downbeat, and nothing against one: the bars go on as they were.
        const double certain = std::min(1.0, static_cast<double>(heard[i].beat) / kPlainBeat);
        logit[i] = certain * (kOnsetShare * logit[i] + kNetworkShare * std::log(p / (1.0 - p)) + kTimid);
    }
    logit[std::min(first_that_sounds(heard), logit.size() - 1)] += kBegins;
    // Neighbouring beats are not independent witnesses: the evidence counts only in part, and does not grow for ever.
    const double share = kBarTrust * std::min(1.0, kMostWitnesses / static_cast<double>(features.size()));
    std::array<double, kMostBeats + 1> value{};
    int usual = 4;
    for (int metre = kFewestBeats; metre <= kMostBeats; ++metre)
        value[metre] = share * bars_of(logit, metre).score + kMetrePrior[metre];
    for (int metre = kFewestBeats; metre <= kMostBeats; ++metre)
        if (value[metre] > value[usual]) usual = metre;
    double sum = 0.0;
    for (int metre = kFewestBeats; metre <= kMostBeats; ++metre) sum += std::exp(value[metre] - value[usual]);
    std::array<Rarity, kMostBeats + 1> rarity{};
    for (int metre = kFewestBeats; metre <= kMostBeats; ++metre) {
        const double rare = std::max(0.0, kMetrePrior[usual] - kMetrePrior[metre]) / kBarTrust;
        rarity[metre] = {kRarityOfChange * rare, rare / kMostWitnesses};
    }
    // What changes, changes from and to the metre that explains the whole best.
    std::vector<std::size_t> downbeats = bars_with_changes(logit, usual, rarity).downbeats;
    if (!has_bar_of(downbeats, usual)) downbeats = bars_of(logit, usual).downbeats;
    return Bars{usual, 1.0 / sum, std::move(downbeats)};
}

}  // namespace stratum::analysis::rhythm
