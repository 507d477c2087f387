#include "pitch_output.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

namespace stratum::pitch {
namespace {

using testing::HasSubstr;

analysis::PitchCurve two_frames() {
    analysis::PitchCurve curve;
    curve.hop = Seconds{0.5};
    curve.hertz = {440.0F, 123.0F};
    curve.confidence = {0.9F, 0.1F};
    curve.level = {-10.0F, -60.0F};
    return curve;
}

TEST(PitchOutput, NamesPitchesWithTheirOctaveAndCents) {
    EXPECT_EQ(name_of_pitch(69.0), "A4 +0");
    EXPECT_EQ(name_of_pitch(60.12), "C4 +12");
    EXPECT_EQ(name_of_pitch(59.8), "C4 -20");
    EXPECT_EQ(name_of_pitch(0.0), "C-1 +0");
}

TEST(PitchOutput, SaysSoWhenThereAreNoNotes) {
    std::ostringstream out;
    print_notes(out, {});
    EXPECT_EQ(out.str(), "no notes heard\n");
}

TEST(PitchOutput, PrintsALineForEachNote) {
    std::ostringstream out;
    print_notes(out, std::vector{analysis::Note{Seconds{1.0}, Seconds{1.5}, 69.0, 1.0F, 0.876F}});
    EXPECT_THAT(out.str(), HasSubstr("   1.000    1.500  A4 +0      440.0   88 %\n"));
}

TEST(PitchOutput, KeepsTheGuessInTheCurveButNotInTheJson) {
    std::ostringstream csv;
    print_curve(csv, two_frames());
    EXPECT_EQ(csv.str(), "time,hertz,confidence,voiced\n0.0000,440.00,0.900,1\n0.5000,123.00,0.100,0\n");
    std::ostringstream json;
    print_json(json, "a \"b\".wav", two_frames(), {});
    EXPECT_THAT(json.str(), HasSubstr("\"hertz\":[440,null]"));
    EXPECT_THAT(json.str(), HasSubstr("\"path\":\"a \\\"b\\\".wav\""));
    EXPECT_EQ(json.str().back(), '\n');
}

}  // namespace
}  // namespace stratum::pitch
