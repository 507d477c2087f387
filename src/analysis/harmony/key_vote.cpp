#include "harmony/key_vote.hpp"

#include "harmony/key_methods.hpp"
#include "harmony/key_weights.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace stratum::analysis {
namespace {

constexpr double kWorthTelling = 0.01;
constexpr std::size_t kMostAlternatives = 5;

}  // namespace

std::vector<KeyBallot> ask_all(const KeyEvidence& evidence) {
    std::vector<KeyBallot> ballots;
    if (evidence.audible == 0) return ballots;
    const auto& weights = evidence.network ? kVoteWeightsWithNetwork : kVoteWeights;
    for (const KeyMethod& method : key_methods())
        ballots.push_back({std::string(method.name), weights[ballots.size()], method.score(evidence)});
    if (evidence.network) {
        KeyBallot network{"network", kNetworkWeight, {}};
        std::copy_n(evidence.network->begin(), network.scores.size(), network.scores.begin());
        network.scores = log_probabilities(network.scores);
        ballots.push_back(std::move(network));
    }
    return ballots;
}

KeyScores pool(std::span<const KeyBallot> ballots) {
    KeyScores sum{};
    for (const KeyBallot& ballot : ballots)
        for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += ballot.weight * ballot.scores[k];
    return log_probabilities(sum);
}

KeyScores calibrated(const KeyScores& pooled, int audible_frames, bool with_network) {
    // Fitted to held-out answers on whole pieces and on clips of 1 to 20 s; nothing was seen beyond 1,024 frames (6
    // minutes).
    const double octaves = std::log2(std::clamp(audible_frames, 1, 1024));
    const KeySharpness& fitted = with_network ? kSharpnessWithNetwork : kSharpness;
    const double sharpness = std::exp(fitted.bias + fitted.per_octave * octaves);
    KeyScores scores{};
    for (std::size_t k = 0; k < scores.size(); ++k) scores[k] = sharpness * pooled[k];
    scores = log_probabilities(scores);
    for (double& score : scores) score = std::exp(score);
    return scores;
}

KeyScores probabilities_from(const KeyEvidence& evidence) {
    return calibrated(pool(ask_all(evidence)), evidence.audible, evidence.network.has_value());
}

KeyEstimate elect(std::span<const KeyBallot> ballots, const KeyScores& probabilities, double chance_of_any) {
    std::array<std::size_t, 24> ranked{};
    std::iota(ranked.begin(), ranked.end(), 0U);
    // Equal probabilities keep the order of the keys, so that the answer is the same everywhere.
    std::sort(ranked.begin(), ranked.end(), [&](std::size_t a, std::size_t b) {
        return probabilities[a] != probabilities[b] ? probabilities[a] > probabilities[b] : a < b;
    });
    KeyEstimate estimate;
    estimate.key = key_at(ranked[0]);
    estimate.confidence = chance_of_any * probabilities[ranked[0]];
    for (std::size_t n = 1; n <= kMostAlternatives && chance_of_any * probabilities[ranked[n]] >= kWorthTelling; ++n)
        estimate.alternatives.push_back({key_at(ranked[n]), chance_of_any * probabilities[ranked[n]]});
    double total = 0.0;
    for (const KeyBallot& ballot : ballots) total += ballot.weight;
    for (const KeyBallot& ballot : ballots) {
        const auto best = std::max_element(ballot.scores.begin(), ballot.scores.end()) - ballot.scores.begin();
        estimate.opinions.push_back(
            {ballot.method, key_at(static_cast<std::size_t>(best)), total > 0.0 ? ballot.weight / total : 0.0});
    }
    return estimate;
}

}  // namespace stratum::analysis
