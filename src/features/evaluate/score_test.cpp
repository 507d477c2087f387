#include "score.hpp"

#include <gtest/gtest.h>

namespace stratum::evaluate {
namespace {

FileScore score_of(double true_bpm, double answered, const std::string& kind = "constant") {
    Truth truth;
    truth.bpm = true_bpm;
    truth.kind = kind;
    Answer answer;
    answer.duration = 60.0;
    answer.bpm = answered;
    return score_file(truth, answer, {});
}

TEST(Score, ATempoIsWithinWhatTheMeasureIsNamedAfter) {
    EXPECT_EQ(score_of(120.0, 120.04).values.at("tempo_within_005"), 1.0);
    EXPECT_EQ(score_of(120.0, 119.96).values.at("tempo_within_005"), 1.0);
    for (const double off : {0.06, 0.1, 0.3, 0.45})
        EXPECT_EQ(score_of(120.0, 120.0 + off).values.at("tempo_within_005"), 0.0) << off;
    EXPECT_EQ(score_of(120.0, 121.9).values.at("tempo_within_2"), 1.0);
    EXPECT_EQ(score_of(120.0, 122.1).values.at("tempo_within_2"), 0.0);
    // Four percent of 120 are 4.8.
    EXPECT_EQ(score_of(120.0, 124.7).values.at("tempo_acc1"), 1.0);
    EXPECT_EQ(score_of(120.0, 124.9).values.at("tempo_acc1"), 0.0);
}

TEST(Score, TheHundredthIsNotAskedOfATempoThatWanders) {
    EXPECT_TRUE(score_of(120.0, 120.0, "").values.contains("tempo_within_005"));
    EXPECT_FALSE(score_of(120.0, 120.0, "drift").values.contains("tempo_within_005"));
    EXPECT_FALSE(score_of(120.0, 120.0, "ramp").values.contains("tempo_within_005"));
}

TEST(Score, SectionsAreJudgedByBordersLabelsAndNames) {
    Truth truth;
    truth.sections = {{0.0, 20.0, "intro"}, {20.0, 60.0, "drop"}, {60.0, 80.0, "solo"}, {80.0, 100.0, "drop"}};
    Answer answer;
    answer.duration = 100.0;
    answer.sections = {{0.0, 22.0, "A"}, {22.0, 60.0, "B"}, {60.0, 80.0, "C"}, {80.0, 100.0, "B"}};
    answer.section_kinds = {"intro", "drop", "break", "chorus"};
    answer.section_confidences = {1.0, 0.9, 0.8, 0.7};
    const FileScore score = score_file(truth, answer, {});
    EXPECT_DOUBLE_EQ(score.values.at("section_f_3s"), 1.0);
    EXPECT_DOUBLE_EQ(score.values.at("section_f_05s"), 0.8);               // four of five
    EXPECT_NEAR(score.values.at("section_inner_f_05s"), 2.0 / 3.0, 1e-9);  // two of three
    EXPECT_GT(score.values.at("section_label_f"), 0.9);
    // Intro and first drop, less two seconds, of 80: `solo` is no name of ours, and the last drop is called a chorus.
    EXPECT_NEAR(score.values.at("section_named"), 58.0 / 80.0, 0.01);
    ASSERT_EQ(score.borders.size(), 3U);  // the beginning is no guess
    EXPECT_TRUE(score.borders[0].right);

    const FileScore missing = score_file(truth, {}, {});
    EXPECT_EQ(missing.values.at("section_f_3s"), 0.0) << "a missing answer counts as wrong";
    EXPECT_EQ(missing.values.at("section_label_f"), 0.0);
}

TEST(Score, ATempoJumpIsFoundWithinABar) {
    Truth truth;
    truth.kind = "jump";
    truth.beats_per_bar = 4;
    for (int i = 0; i < 40; ++i) truth.beats.push_back(0.4 * i);         // 150 BPM,
    for (int i = 0; i < 40; ++i) truth.beats.push_back(16.0 + 0.3 * i);  // 200 from 16 s on
    Answer answer;
    answer.duration = 28.0;
    answer.regions = {{0.0, 14.5, 150.0}, {14.5, 28.0, 200.0}};
    EXPECT_EQ(score_file(truth, answer, {}).values.at("tempo_jump"), 1.0);  // a bar is 1.6 s at the slower tempo
    answer.regions = {{0.0, 14.3, 150.0}, {14.3, 28.0, 200.0}};
    EXPECT_EQ(score_file(truth, answer, {}).values.at("tempo_jump"), 0.0);
    EXPECT_EQ(score_file(truth, {}, {}).values.at("tempo_jump"), 0.0) << "a missing answer counts as wrong";
    truth.kind = "constant";
    EXPECT_FALSE(score_file(truth, answer, {}).values.contains("tempo_jump"));
}

TEST(Score, KeysAreAlsoCountedByMode) {
    Truth truth;
    truth.key = analysis::Key{9, analysis::Mode::minor};
    Answer answer;
    answer.key = truth.key;
    const FileScore score = score_file(truth, answer, {});
    EXPECT_EQ(score.values.at("key_mirex_minor"), 1.0);
    EXPECT_FALSE(score.values.contains("key_mirex_major"));
}

TEST(Score, AnOctaveErrorIsNoOtherError) {
    EXPECT_TRUE(score_of(120.0, 60.0).octave_error);
    EXPECT_FALSE(score_of(120.0, 120.0).octave_error);
    EXPECT_FALSE(score_of(120.0, 90.0).octave_error);
}

}  // namespace
}  // namespace stratum::evaluate
