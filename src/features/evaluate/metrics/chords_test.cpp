#include "metrics/chords.hpp"

#include <gtest/gtest.h>

namespace stratum::evaluate {
namespace {

bool same(std::string_view truth, std::string_view answer, ChordRule rule) {
    return same_chord(*chord_tones(truth), *chord_tones(answer), rule).value_or(false);
}

}  // namespace

TEST(ChordMetrics, TakeLabelsApart) {
    EXPECT_EQ(chord_tones("Db:min7/b3"), (ChordTones{1, 0b010010001001, 3}));
    EXPECT_EQ(chord_tones("C"), chord_tones("C:maj"));
    EXPECT_EQ(chord_tones("B#:maj")->root, 0);
    EXPECT_EQ(chord_tones("D:sus4(b7)")->tones, 0b010010100001);
    EXPECT_EQ(chord_tones("C:9")->tones, chord_tones("C:7")->tones);              // the ninth lies above the octave,
    EXPECT_NE(chord_tones("C:9", true)->tones, chord_tones("C:7", true)->tones);  // unless it is asked for
    EXPECT_EQ(chord_tones("N")->root, ChordTones::kNone);
    for (const char* wrong : {"", "H:maj", "C:majj", "C:maj/", "C:maj/x", "C(", "Cmaj", "C:maj(99)"})
        EXPECT_FALSE(chord_tones(wrong)) << wrong;
}

TEST(ChordMetrics, CompareByTheRuleThatIsAsked) {
    EXPECT_TRUE(same("C:maj7", "C:maj", ChordRule::majmin));
    EXPECT_FALSE(same("C:maj7", "C:maj", ChordRule::sevenths));
    EXPECT_TRUE(same("C:dim", "C:maj", ChordRule::root));
    EXPECT_FALSE(same_chord(*chord_tones("C:dim"), *chord_tones("C:maj"), ChordRule::majmin));  // outside
    EXPECT_TRUE(same("N", "N", ChordRule::sevenths));
    EXPECT_FALSE(same("N", "A:min", ChordRule::root));
}

TEST(ChordMetrics, WeighByTimeAndFillUpWithNoChord) {
    const std::vector<LabelledSpan> truth{{0, 4, "C:maj"}, {4, 6, "G:7"}, {6, 8, "N"}};
    const std::vector<LabelledSpan> answer{{1, 4, "C:maj"}, {4, 7, "G:maj"}};
    const auto all = chord_agreement(truth, answer);
    ASSERT_TRUE(all);
    EXPECT_DOUBLE_EQ(*all->root, 6.0 / 8.0);  // 1 s of C and 1 s of silence are wrong
    EXPECT_DOUBLE_EQ(*all->majmin, 6.0 / 8.0);
    EXPECT_DOUBLE_EQ(*all->sevenths, 4.0 / 8.0);  // and the seventh was not heard
    // C is cut at 1 s: 3 of 4 stay whole; N at 7: 1 of 2.
    EXPECT_DOUBLE_EQ(all->over_segmentation, 1.0 - 2.0 / 8.0);
    EXPECT_DOUBLE_EQ(all->under_segmentation, 1.0 - 1.0 / 8.0);
    EXPECT_DOUBLE_EQ(all->segmentation, all->over_segmentation);
    EXPECT_FALSE(chord_agreement({}, answer));
}

TEST(ChordMetrics, JudgeEachAnsweredChord) {
    const std::vector<LabelledSpan> truth{{0, 4, "C:maj"}, {4, 6, "G:7"}, {6, 8, "G:dim"}};
    const std::vector<LabelledSpan> answer{{0, 3, "C:maj", 0.9}, {3, 6, "G:maj", 0.5}, {6, 8, "G:dim", 0.4}};
    const auto judged = judge_spans(truth, answer, ChordRule::sevenths);
    ASSERT_EQ(judged.size(), 2U);  // of the last one the rule says nothing
    EXPECT_TRUE(judged[0].right);
    EXPECT_FALSE(judged[1].right);
    EXPECT_DOUBLE_EQ(judged[1].confidence, 0.5);
}

}  // namespace stratum::evaluate
