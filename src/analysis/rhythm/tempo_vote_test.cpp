#include "rhythm/tempo_vote.hpp"

#include "rhythm/loop_length.hpp"

#include <gtest/gtest.h>

namespace stratum::analysis::rhythm {
namespace {

Pulse at(double bpm) { return {60.0 * kFrameRate / bpm}; }

TEST(Vote, WeighsOpinionsAgainstEachOther) {
    TempoQuestion question{{at(70), at(140)}, {{"one", 1.0, {1.0, 0.0}}, {"other", 0.5, {0.0, 3.0}}}};
    const auto result = vote(question);
    ASSERT_TRUE(result);
    EXPECT_EQ(result->winner, 1U);  // 1 against 1.5.
    EXPECT_GT(result->probabilities[1], result->probabilities[0]);
    EXPECT_LE(result->probabilities[0] + result->probabilities[1], 1.0);
}

TEST(Vote, HasNothingToSayWithoutPulses) { EXPECT_FALSE(vote({})); }

TEST(DescribeTempo, RanksRelativesAndMovesThemWithTheGrid) {
    const TempoQuestion question{{at(70.1), at(140.2), at(93.5)}, {{"only", 1.0, {1.0, 3.0, 0.0}}}};
    const auto result = vote(question);
    const Tempo tempo = describe_tempo(question, *result, Bpm{140.0});
    EXPECT_EQ(tempo.bpm, Bpm{140.0});
    ASSERT_EQ(tempo.alternatives.size(), 2U);
    EXPECT_EQ(tempo.alternatives[0].relation, TempoRelation::half);
    EXPECT_NEAR(tempo.alternatives[0].bpm.value(), 70.0, 1e-9);
    EXPECT_EQ(tempo.alternatives[1].relation, TempoRelation::two_thirds);
    EXPECT_GT(tempo.confidence, tempo.alternatives[0].confidence);
    ASSERT_EQ(tempo.opinions.size(), 1U);
    EXPECT_EQ(tempo.opinions[0].method, "only");
}

TEST(DescribeTempo, WithTheNetworkSureVotesAreSurerAndDoubtfulOnesMoreSo) {
    TempoQuestion question{{at(70), at(140)}, {{"only", 1.0, {0.0, 3.0}}}};
    const auto result = vote(question);
    const double plain = describe_tempo(question, *result, Bpm{140.0}).confidence;
    question.opinions[0].method = "network tempo";
    const Tempo learned = describe_tempo(question, *result, Bpm{140.0});
    EXPECT_GT(learned.confidence, plain);
    EXPECT_LE(learned.confidence + learned.alternatives[0].confidence, 1.0);
    question.opinions[0].scores = {3.0, 3.0};
    const auto even = vote(question);
    EXPECT_NEAR(describe_tempo(question, *even, Bpm{140.0}).confidence, 0.49, 1e-9);  // of 0.98 in all
}

TEST(RelationOf, KnowsTheFamily) {
    const Bpm chosen{120};
    EXPECT_EQ(relation_of(Bpm{60}, chosen), TempoRelation::half);
    EXPECT_EQ(relation_of(Bpm{241}, chosen), TempoRelation::double_);
    EXPECT_EQ(relation_of(Bpm{80}, chosen), TempoRelation::two_thirds);
    EXPECT_EQ(relation_of(Bpm{90}, chosen), TempoRelation::three_quarters);
    EXPECT_EQ(relation_of(Bpm{150}, chosen), TempoRelation::five_quarters);
    EXPECT_EQ(relation_of(Bpm{104}, chosen), TempoRelation::other);
}

TEST(LoopTempo, IsWhatTheLengthProves) {
    // 16 beats at 174 last 5.517 s.
    EXPECT_EQ(loop_tempo(at(173.2), Seconds{16 * 60 / 174.0}), Bpm{174.0});
    // 4 ms of padding do not hide it; a pulse that does not fill the file proves nothing.
    EXPECT_EQ(loop_tempo(at(173.2), Seconds{16 * 60 / 174.0 + 0.004}), Bpm{174.0});
    EXPECT_FALSE(loop_tempo(at(150), Seconds{16 * 60 / 174.0}));
    EXPECT_FALSE(loop_tempo(at(174), Seconds{60}));
}

TEST(LoopLength, PrefersWholeBarsThatFillTheFile) {
    const std::vector<Pulse> pulses{at(120), at(128)};
    const Opinion opinion = by_loop_length(pulses, Seconds{8 * 60 / 120.0});
    EXPECT_GT(opinion.scores[0], opinion.scores[1]);
}

}  // namespace
}  // namespace stratum::analysis::rhythm
