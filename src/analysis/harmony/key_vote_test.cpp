#include "harmony/key_vote.hpp"

#include "harmony/key_methods.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <numeric>

namespace stratum::analysis {
namespace {

/// Evidence of a piece that uses the notes and chords of I, IV and V (or i, iv, v and V).
KeyEvidence evidence_of(Key key) {
    KeyEvidence evidence;
    const auto at = [&](int degree) { return static_cast<std::size_t>((key.tonic + degree) % 12); };
    const bool major = key.mode == Mode::major;
    for (const auto& [degree, weight] : {std::pair{0, 0.25F},
                                         {2, 0.1F},
                                         {major ? 4 : 3, 0.17F},
                                         {5, 0.12F},
                                         {7, 0.2F},
                                         {major ? 9 : 8, 0.08F},
                                         {11, 0.08F}})
        evidence.treble[at(degree)] = weight;
    for (const auto& [degree, weight] : {std::pair{0, 0.5F}, {5, 0.25F}, {7, 0.25F}})
        evidence.bass[at(degree)] = weight;
    evidence.chords[at(0) + (major ? 0 : 12)] = 0.5F;
    evidence.chords[at(5) + (major ? 0 : 12)] = 0.25F;
    evidence.chords[at(7)] = 0.25F;
    evidence.weight = 100.0;
    evidence.audible = 200;
    return evidence;
}

TEST(KeyMethods, AgreeOnACadenceInAll24Keys) {
    for (std::size_t k = 0; k < 24; ++k) {
        for (const KeyMethod& method : key_methods()) {
            const KeyScores scores = method.score(evidence_of(key_at(k)));
            const auto best = std::max_element(scores.begin(), scores.end()) - scores.begin();
            EXPECT_EQ(name_of(key_at(static_cast<std::size_t>(best))), name_of(key_at(k))) << method.name;
        }
    }
}

TEST(KeyMethods, TreatAllTranspositionsAlike) {
    const KeyEvidence in_c = evidence_of({0, Mode::minor});
    const KeyEvidence in_f = evidence_of({5, Mode::minor});
    for (const KeyMethod& method : key_methods()) {
        const KeyScores c = method.score(in_c);
        const KeyScores f = method.score(in_f);
        for (std::size_t k = 0; k < 24; ++k) {
            const Key moved{(key_at(k).tonic + 5) % 12, key_at(k).mode};
            EXPECT_NEAR(c[k], f[index_of(moved)], 1e-9) << method.name;  // sums are taken in another order
        }
    }
}

TEST(KeyVote, AsksEveryMethodOnceAndNobodyAboutNothing) {
    EXPECT_EQ(ask_all(evidence_of({0, Mode::major})).size(), key_methods().size());
    EXPECT_TRUE(ask_all({}).empty());
}

TEST(KeyVote, PoolsByWeight) {
    KeyBallot light{"light", 0.1, {}};
    KeyBallot heavy{"heavy", 2.0, {}};
    light.scores[3] = 4.0;
    heavy.scores[20] = 2.0;
    const KeyScores pooled = pool(std::vector{light, heavy});
    EXPECT_NEAR(pooled[20] - pooled[0], 4.0, 1e-12);
    EXPECT_NEAR(pooled[3] - pooled[0], 0.4, 1e-12);
    double total = 0.0;
    for (const double p : pooled) total += std::exp(p);
    EXPECT_NEAR(total, 1.0, 1e-12);
}

TEST(KeyVote, TakesOneMoreEstimator) {
    // What a learned model will do: a ballot of its own, trusted more than the rest.
    auto ballots = ask_all(evidence_of({0, Mode::major}));
    KeyBallot network{"network", 3.0, {}};
    network.scores[index_of({4, Mode::minor})] = 9.0;
    ballots.push_back(network);
    const KeyEstimate estimate = elect(ballots, calibrated(pool(ballots), 200), 1.0);
    EXPECT_EQ(estimate.key, (Key{4, Mode::minor}));
    EXPECT_EQ(estimate.opinions.back().method, "network");
    EXPECT_EQ(estimate.opinions.back().key, (Key{4, Mode::minor}));
}

TEST(KeyVote, ConfidencesAreProbabilities) {
    const auto ballots = ask_all(evidence_of({7, Mode::major}));
    const KeyEstimate estimate = elect(ballots, calibrated(pool(ballots), 200), 0.9);
    double total = estimate.confidence;
    double last = estimate.confidence;
    for (const KeyCandidate& other : estimate.alternatives) {
        EXPECT_LE(other.confidence, last);
        EXPECT_NE(other.key, estimate.key);
        last = other.confidence;
        total += other.confidence;
    }
    EXPECT_LE(total, 0.9 + 1e-9);
    double weights = 0.0;
    for (const KeyOpinion& opinion : estimate.opinions) weights += opinion.weight;
    EXPECT_NEAR(weights, 1.0, 1e-9);
}

TEST(KeyVote, IsSurerOfLongerMusic) {
    const auto ballots = ask_all(evidence_of({7, Mode::major}));
    const KeyScores pooled = pool(ballots);
    const auto most = [](const KeyScores& p) { return *std::max_element(p.begin(), p.end()); };
    EXPECT_LT(most(calibrated(pooled, 3)), most(calibrated(pooled, 30)));
    EXPECT_LT(most(calibrated(pooled, 30)), most(calibrated(pooled, 300)));
    const KeyScores p = calibrated(pooled, 30);
    EXPECT_NEAR(std::accumulate(p.begin(), p.end(), 0.0), 1.0, 1e-12);
}

}  // namespace
}  // namespace stratum::analysis
