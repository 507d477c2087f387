#include "rhythm/grid.hpp"

#include <gtest/gtest.h>

namespace stratum::analysis::rhythm {
namespace {

TEST(RoundWithinProof, TakesAWholeTempoThatTheLengthCannotTellApart) {
    // Over 180 s at 128, 8 ms from the middle to an end are 2 * 0.008 / 180 * 128 = 0.0114 beats a minute.
    EXPECT_EQ(round_within_proof(Bpm{128.011}, Seconds{180}).value(), 128.0);
    EXPECT_EQ(round_within_proof(Bpm{127.99}, Seconds{180}).value(), 128.0);
}

TEST(RoundWithinProof, KeepsWhatTheLengthProves) {
    EXPECT_EQ(round_within_proof(Bpm{128.03}, Seconds{180}).value(), 128.03);
    EXPECT_EQ(round_within_proof(Bpm{173.9642}, Seconds{300}).value(), 173.9642);
}

TEST(RoundWithinProof, AsksMoreOfHalvesAndTenths) {
    EXPECT_EQ(round_within_proof(Bpm{92.502}, Seconds{120}).value(), 92.5);  // 0.0046 allowed.
    EXPECT_EQ(round_within_proof(Bpm{92.506}, Seconds{120}).value(), 92.506);
    EXPECT_EQ(round_within_proof(Bpm{92.701}, Seconds{120}).value(), 92.7);  // 0.0015 allowed.
    EXPECT_EQ(round_within_proof(Bpm{92.703}, Seconds{120}).value(), 92.703);
}

TEST(RoundWithinProof, IsGenerousWithAFewSeconds) {
    EXPECT_EQ(round_within_proof(Bpm{139.8}, Seconds{8}).value(), 140.0);  // 0.28 allowed.
}

}  // namespace
}  // namespace stratum::analysis::rhythm
