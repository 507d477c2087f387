#include "chords/slices.hpp"

#include <gtest/gtest.h>

namespace stratum::analysis {
namespace {

BeatGrid grid(double first, double period, int count) {
    BeatGrid out;
    for (int n = 0; n < count; ++n) {
        out.beats.emplace_back(first + n * period);
        if (n % 4 == 0) out.downbeats.push_back(out.beats.back());
    }
    return out;
}

void expect_whole(const std::vector<Slice>& slices, double duration) {
    ASSERT_FALSE(slices.empty());
    EXPECT_EQ(slices.front().start, 0.0);
    EXPECT_EQ(slices.back().end, duration);
    for (std::size_t n = 0; n < slices.size(); ++n) {
        EXPECT_LT(slices[n].start, slices[n].end);
        if (n > 0) EXPECT_EQ(slices[n].start, slices[n - 1].end);
    }
}

TEST(Slices, HalveTheBeatsAndGoOnBeforeAndAfterThem) {
    const BeatGrid beats = grid(2.0, 0.5, 8);
    const auto slices = slices_of(&beats, Seconds{8.0});
    expect_whole(slices, 8.0);
    EXPECT_EQ(slices.size(), 32U);
    int downbeats = 0;
    for (const Slice& slice : slices) downbeats += slice.on_downbeat;
    EXPECT_EQ(downbeats, 2);
}

TEST(Slices, KeepFastBeatsWhole) {
    const BeatGrid beats = grid(0.0, 0.25, 40);
    EXPECT_EQ(slices_of(&beats, Seconds{10.0}).size(), 40U);
}

TEST(Slices, AreFixedStepsWithoutBeatsAndInGaps) {
    expect_whole(slices_of(nullptr, Seconds{3.1}), 3.1);
    EXPECT_EQ(slices_of(nullptr, Seconds{3.0}).size(), 12U);
    BeatGrid beats = grid(0.0, 0.5, 8);
    for (int n = 0; n < 8; ++n) beats.beats.emplace_back(10.0 + 0.5 * n);
    const auto slices = slices_of(&beats, Seconds{14.0});
    expect_whole(slices, 14.0);
    for (const Slice& slice : slices) EXPECT_LE(slice.end - slice.start, 0.3);
}

TEST(Slices, StandWhateverTheGridHolds) {
    expect_whole(slices_of(nullptr, Seconds{0.01}), 0.01);
    EXPECT_TRUE(slices_of(nullptr, Seconds{0.0}).empty());
    BeatGrid odd;  // beats on one spot, and one after the end
    odd.beats = {Seconds{1.0}, Seconds{1.0}, Seconds{1.001}, Seconds{1.2}, Seconds{99.0}};
    expect_whole(slices_of(&odd, Seconds{4.0}), 4.0);
}

}  // namespace
}  // namespace stratum::analysis
