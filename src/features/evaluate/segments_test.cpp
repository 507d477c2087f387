#include "segments.hpp"

#include <gtest/gtest.h>

namespace stratum::evaluate {
namespace {

Truth sample() {
    Truth truth;
    truth.file = "a.wav";
    truth.bpm = 120.0;
    truth.kind = "jump";
    truth.key = analysis::Key{0, analysis::Mode::major};
    for (int i = 0; i < 60; ++i) truth.beats.push_back(0.5 * i);         // 120 BPM to 30 s,
    for (int i = 0; i < 60; ++i) truth.beats.push_back(30.0 + 0.4 * i);  // then 150 BPM
    truth.downbeats = {0.0, 2.0, 30.0, 31.6};
    truth.chords = {{0.0, 25.0, "C:maj", 1.0}, {25.0, 54.0, "F:maj", 1.0}};
    truth.keys = {{0.0, 28.0, "C:maj", 1.0}, {28.0, 54.0, "D:maj", 1.0}};
    truth.sections = {{0.0, 54.0, "verse", 1.0}};
    return truth;
}

TEST(PartOf, HasTheTempoAndKeyOfItsTime) {
    const Truth first = part_of(sample(), 0.0, 20.0);
    EXPECT_EQ(first.file, "a.wav#0-20");
    EXPECT_NEAR(*first.bpm, 120.0, 1e-6);
    EXPECT_EQ(first.key->tonic, 0);
    const Truth last = part_of(sample(), 30.0, 20.0);
    EXPECT_NEAR(*last.bpm, 150.0, 1e-6);
    EXPECT_EQ(last.key->tonic, 2);
    EXPECT_DOUBLE_EQ(last.beats.front(), 0.0);
    EXPECT_NEAR(last.downbeats[1], 1.6, 1e-9);
    EXPECT_FALSE(part_of(sample(), 20.0, 20.0).key);  // it changes in the middle
}

TEST(PartOf, CutsChordsAtItsEnds) {
    const Truth part = part_of(sample(), 20.0, 20.0);
    ASSERT_EQ(part.chords.size(), 2U);
    EXPECT_DOUBLE_EQ(part.chords[0].end, 5.0);
    EXPECT_DOUBLE_EQ(part.chords[1].end, 20.0);
    EXPECT_TRUE(part.sections.empty());
}

TEST(PartOf, ATempoIsNotAskedOfAPartWithoutBeats) {
    Truth truth = sample();
    std::erase_if(truth.beats, [](double time) { return time > 3.0 && time < 20.0; });
    EXPECT_FALSE(part_of(truth, 0.0, 20.0).bpm);
    truth.beats.clear();  // nobody told where they are: the tempo of the whole has to do
    EXPECT_TRUE(part_of(truth, 0.0, 20.0).bpm);
}

}  // namespace
}  // namespace stratum::evaluate
