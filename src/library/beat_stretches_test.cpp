#include "beat_stretches.hpp"

#include <gmock/gmock.h>

namespace stratum::library {
namespace {

using testing::ElementsAre;

Stretch empty(double end) { return {.start = 0.0, .end = end}; }
double seconds(std::int64_t number) { return static_cast<double>(number); }

TEST(Fill, PutsBarsThroughTheDownbeatsThatAreKnown) {
    Stretch stretch = empty(17.0);
    ASSERT_TRUE(fill(stretch, seconds, {0.0, 17.0}, {2, 10, 13}, 4));
    EXPECT_EQ(stretch.beats.size(), 17U);
    // Room for two bars between 2 and 10; 13 comes too soon.
    EXPECT_THAT(stretch.downbeats, ElementsAre(2.0, 6.0, 10.0, 14.0));
}

TEST(Fill, WithoutAMetreKnowsNoBarsBesides) {
    Stretch stretch = empty(10.0);
    ASSERT_TRUE(fill(stretch, seconds, {0.0, 10.0}, {1, 4}, 0));
    EXPECT_THAT(stretch.downbeats, ElementsAre(1.0, 4.0));
}

TEST(Fill, StaysWithinTheSound) {
    Stretch stretch = empty(10.0);
    ASSERT_TRUE(fill(stretch, seconds, {2.05, 7.5}, {}, 0));
    EXPECT_THAT(stretch.beats, ElementsAre(2.0, 3.0, 4.0, 5.0, 6.0, 7.0));  // A tenth of a beat is no distance.
}

TEST(Cut, DividesTheStretchThatHoldsTheBorder) {
    Stretch stretch = empty(10.0);
    ASSERT_TRUE(fill(stretch, seconds, {0.0, 10.0}, {0}, 4));
    const Cut parts = cut({stretch}, 3.999);
    ASSERT_EQ(parts.before.size(), 1U);
    ASSERT_EQ(parts.after.size(), 1U);
    EXPECT_EQ(parts.before[0].beats.size(), 4U);
    EXPECT_THAT(parts.after[0].downbeats, ElementsAre(4.0, 8.0));
    EXPECT_EQ(parts.after[0].start, 3.999);
}

TEST(Joined, KeepsTheDownbeatWhereTwoBeatsComeTooNear) {
    Stretch before = empty(2.3);
    before.beats = {0.0, 1.0, 2.0};
    Stretch after{.start = 2.3, .end = 5.0};
    after.beats = {2.3, 3.3, 4.3};
    after.downbeats = {2.3};
    EXPECT_THAT(joined({before, after}).beats,
                ElementsAre(Seconds{0.0}, Seconds{1.0}, Seconds{2.3}, Seconds{3.3}, Seconds{4.3}));
    after.downbeats = {3.3};
    EXPECT_THAT(joined({before, after}).beats,
                ElementsAre(Seconds{0.0}, Seconds{1.0}, Seconds{2.0}, Seconds{3.3}, Seconds{4.3}));
}

TEST(BeatLine, GoesOnBeyondItsEnds) {
    Stretch stretch = empty(10.0);
    stretch.beats = {1.0, 2.0, 4.0};
    const BeatLine line{stretch};
    EXPECT_EQ(line.at(0.5), 1.5);
    EXPECT_EQ(line.at(1.5), 3.0);
    EXPECT_EQ(line.at(-1.0), 0.0);
    EXPECT_EQ(line.at(3.0), 6.0);
}

}  // namespace
}  // namespace stratum::library
