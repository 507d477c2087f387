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

}  // namespace
}  // namespace stratum::evaluate
