#include "rhythm/tempo_expectation.hpp"

#include "rhythm/test_signals.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

namespace stratum::analysis::rhythm {
namespace {

Pulse at(double bpm) { return {60.0 * kFrameRate / bpm}; }

const TempoPrior kDrumAndBass{{Bpm{160}, Bpm{180}}, 8.0, "genre drum and bass"};

TEST(ByPrior, ATempoFarOutsideHasToBeHeardAsManyTimesAsClearlyAsTheOddsSay) {
    const Opinion opinion = by_prior(kDrumAndBass, {at(174), at(87), at(116)}, 0.75);
    EXPECT_DOUBLE_EQ(opinion.scores[0], 0.0);
    // The vote multiplies with its calibration before it takes the exponential.
    EXPECT_NEAR(std::exp(0.75 * opinion.scores[1]), 1.0 / 8.0, 1e-12);
    EXPECT_NEAR(opinion.scores[2], opinion.scores[1], 1e-12);  // 2/3 is wrong too.
}

TEST(ByPrior, JustOutsideOfARangeIsHardlyOutside) {
    const Opinion opinion = by_prior(kDrumAndBass, {at(182)}, 0.75);
    EXPECT_LT(opinion.scores[0], 0.0);
    EXPECT_GT(std::exp(0.75 * opinion.scores[0]), 0.9);
}

TempoQuestion question(double half, double full) {
    TempoQuestion question{{at(87), at(174)}, {{"heard", 1.0, {half, full}}}};
    question.opinions.push_back(by_prior(kDrumAndBass, question.pulses, 0.75));
    return question;
}

TEST(ByPrior, DecidesBetweenOctavesThatAreHeardAboutAsWell) {
    EXPECT_EQ(vote(question(1.0, 0.0))->winner, 1U);
    EXPECT_EQ(vote(question(0.0, 1.0))->winner, 1U);
}

TEST(ByPrior, IsOutvotedByWhatIsHeardClearly) { EXPECT_EQ(vote(question(5.0, 0.0))->winner, 0U); }

Tempo heard(double bpm, const AnalysisOptions& options) {
    const auto track = test::backbeat(Bpm{bpm}, Seconds{40}, 0.2);
    return analyze({track.samples(), 1, test::kRate}, options).value().rhythm->tempo.value();
}

TEST(TempoPrior, IsAnOpinionInTheReportAndForbidsNothing) {
    const Tempo alone = heard(125.0, {});
    EXPECT_NEAR(alone.bpm.value(), 125.0, 0.05);
    const TempoPrior house{{Bpm{115}, Bpm{132}}, 8.0, "genre house"};
    const Tempo agreed = heard(125.0, {.tempo_prior = house});
    EXPECT_NEAR(agreed.bpm.value(), 125.0, 0.05);
    EXPECT_GE(agreed.confidence, alone.confidence);
    const auto told = std::ranges::find_if(
        agreed.opinions, [](const TempoOpinion& one) { return one.method == "prior 115-132 BPM (genre house)"; });
    ASSERT_NE(told, agreed.opinions.end());
    EXPECT_NEAR(told->bpm.value(), 125.0, 0.5);

    const TempoPrior wrong{{Bpm{55}, Bpm{70}}, 8.0, "genre nonsense"};
    const Tempo doubted = heard(125.0, {.tempo_prior = wrong});
    EXPECT_NEAR(doubted.bpm.value(), 125.0, 0.05);
    EXPECT_LE(doubted.confidence, alone.confidence);
}

TEST(TempoPrior, IsSetAsideWhereThereIsARange) {
    const TempoPrior prior{{Bpm{55}, Bpm{70}}, 30.0, "folder"};
    const Tempo tempo = heard(125.0, {.tempo_range = TempoRange{Bpm{88}, Bpm{175}}, .tempo_prior = prior});
    EXPECT_NEAR(tempo.bpm.value(), 125.0, 0.05);
    for (const TempoOpinion& one : tempo.opinions) EXPECT_EQ(one.method.find("prior"), std::string::npos);
}

TEST(TempoPrior, ThatIsNoneIsRefused) {
    const auto refused =
        Analyzer::create(SampleRate{44100}, 1, {.tempo_prior = TempoPrior{{Bpm{175}, Bpm{88}}, 8.0, "a mistake"}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace stratum::analysis::rhythm
