#include "stratum/analysis/report.hpp"

#include <gtest/gtest.h>

namespace stratum::analysis {
namespace {

/// Half a second a beat; bars of so many beats each.
BeatGrid grid_of(const std::vector<int>& bars) {
    BeatGrid grid;
    double now = 1.0;
    for (const int beats : bars) {
        grid.downbeats.emplace_back(now);
        for (int i = 0; i < beats; ++i, now += 0.5) grid.beats.emplace_back(now);
    }
    grid.downbeats.emplace_back(now);
    grid.beats.emplace_back(now);
    return grid;
}

TEST(MetreChanges, TellsWhereBarsTakeAnotherLengthAndWhereTheyBegin) {
    const auto changes = metre_changes(grid_of({4, 4, 4, 4, 3, 3, 3, 3, 3}));
    ASSERT_EQ(changes.size(), 2U);
    EXPECT_EQ(changes[0].time, Seconds{1.0});
    EXPECT_EQ(changes[0].beats_per_bar, 4);
    EXPECT_EQ(changes[1].time, Seconds{9.0});
    EXPECT_EQ(changes[1].beats_per_bar, 3);
}

TEST(MetreChanges, OneOddBarIsNone) {
    EXPECT_TRUE(metre_changes(grid_of({4, 4, 4, 4, 2, 4, 4, 4, 4})).empty());
    EXPECT_TRUE(metre_changes(grid_of({3, 4, 4, 4, 4, 4})).empty());
    EXPECT_TRUE(metre_changes({}).empty());
}

}  // namespace
}  // namespace stratum::analysis
