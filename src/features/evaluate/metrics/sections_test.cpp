#include "metrics/sections.hpp"

#include <array>
#include <gtest/gtest.h>

namespace stratum::evaluate {
namespace {

const std::vector<LabelledSpan> kTruth{{0.0, 10.0, "verse"}, {10.0, 20.0, "chorus"}, {20.0, 30.0, "verse"}};

TEST(SectionMetrics, TheTruthItselfScoresOne) {
    const Divisions same = aligned(kTruth, kTruth);
    for (const bool inner : {false, true}) EXPECT_DOUBLE_EQ(border_f(same, 0.5, inner), 1.0);
    EXPECT_DOUBLE_EQ(pairwise_label_f(same), 1.0);
}

TEST(SectionMetrics, BordersCountWithinTheirWindowAndOnce) {
    const std::vector<LabelledSpan> answer{{0.0, 12.0, "A"}, {12.0, 13.0, "B"}, {13.0, 30.0, "A"}};
    const Divisions both = aligned(kTruth, answer);
    // Borders 0 10 20 30 and 0 12 13 30: three of four are met at 3 s (12 or 13 for 10, not both), two at 0.5 s.
    EXPECT_DOUBLE_EQ(border_f(both, 3.0, false), 0.75);
    EXPECT_DOUBLE_EQ(border_f(both, 0.5, false), 0.5);
    // Without the ends: one of 10 20 and one of 12 13.
    EXPECT_DOUBLE_EQ(border_f(both, 3.0, true), 0.5);
    EXPECT_DOUBLE_EQ(border_f(both, 0.5, true), 0.0);
}

TEST(SectionMetrics, NamesDoNotMatterToThePairsButGroupsDo) {
    const std::vector<LabelledSpan> renamed{{0.0, 10.0, "A"}, {10.0, 20.0, "B"}, {20.0, 30.0, "A"}};
    EXPECT_DOUBLE_EQ(pairwise_label_f(aligned(kTruth, renamed)), 1.0);
    const std::vector<LabelledSpan> apart{{0.0, 10.0, "A"}, {10.0, 20.0, "B"}, {20.0, 30.0, "C"}};
    // 300 frames: the truth has pairs(200) + pairs(100), the answer 3 pairs(100), all of them right.
    const double all = 200.0 * 199.0 / 2.0 + 100.0 * 99.0 / 2.0;
    const double found = 3.0 * 100.0 * 99.0 / 2.0;
    EXPECT_NEAR(pairwise_label_f(aligned(kTruth, apart)), 2.0 * found / (all + found), 1e-12);
}

TEST(SectionMetrics, TheAnswerIsCutAndFilledToTheTruthsEnds) {
    const std::vector<LabelledSpan> answer{{1.0, 10.0, "A"}, {10.0, 20.0, "B"}, {20.0, 45.0, "C"}};
    const Divisions both = aligned(kTruth, answer);
    EXPECT_EQ(both.answer.front().start, 0.0);
    EXPECT_EQ(both.answer.back().end, 30.0);
    EXPECT_TRUE(aligned({}, answer).answer.empty());
    EXPECT_EQ(border_f(aligned(kTruth, {}), 3.0, false), 0.0);
    EXPECT_EQ(pairwise_label_f(aligned(kTruth, {})), 0.0);
}

TEST(SectionMetrics, OnlyKnownNamesAreJudged) {
    const std::vector<LabelledSpan> truth{{0.0, 10.0, "head"}, {10.0, 20.0, "chorus"}, {20.0, 30.0, "outro"}};
    const std::vector<LabelledSpan> answer{{0.0, 15.0, "chorus"}, {15.0, 30.0, "outro"}};
    constexpr std::array<std::string_view, 2> kKnown{"chorus", "outro"};
    EXPECT_DOUBLE_EQ(same_label_share(aligned(truth, answer), kKnown),
                     0.75);  // chorus from 10 to 15 s, outro all of it
    EXPECT_EQ(same_label_share(aligned({truth.data(), 1}, answer), kKnown), -1.0);
}

}  // namespace
}  // namespace stratum::evaluate
