#include "time_axis.hpp"

#include <gtest/gtest.h>

namespace stratum::plot {
namespace {

std::vector<std::string> labels(double from, double to, double pixels, double closest) {
    std::vector<std::string> out;
    for (const Tick& tick : time_ticks({Seconds{from}, Seconds{to}, 0.0, pixels}, closest)) out.push_back(tick.label);
    return out;
}

using Labels = std::vector<std::string>;

TEST(TimeAxis, MapsTimesToPixelsAndBack) {
    const TimeAxis axis{Seconds{10.0}, Seconds{20.0}, 100.0, 300.0};
    EXPECT_DOUBLE_EQ(axis.x(Seconds{15.0}), 200.0);
    EXPECT_DOUBLE_EQ(axis.time(200.0).value(), 15.0);
    EXPECT_TRUE(axis.shows(Seconds{20.0}));
    EXPECT_FALSE(axis.shows(Seconds{9.99}));
}

TEST(TimeTicks, ChoosesRoundTimesForEveryLength) {
    EXPECT_EQ(labels(0, 240, 1000, 200), (Labels{"0:00", "1:00", "2:00", "3:00", "4:00"}));
    EXPECT_EQ(labels(59.9, 61.1, 600, 200), (Labels{"1:00.0", "1:00.5", "1:01.0"}));
    EXPECT_EQ(labels(0.1, 0.13, 300, 90), (Labels{"0:00.10", "0:00.11", "0:00.12", "0:00.13"}));
    EXPECT_EQ(labels(0, 36000, 1000, 190), (Labels{"0:00", "2:00:00", "4:00:00", "6:00:00", "8:00:00", "10:00:00"}));
}

TEST(TimeTicks, StaysReadableForAbsurdLengths) {
    const auto ticks = time_ticks({Seconds{0.0}, Seconds{1e9}, 0.0, 1000.0}, 100.0);
    EXPECT_LE(ticks.size(), 11U);
    EXPECT_GE(ticks.size(), 3U);
}

}  // namespace
}  // namespace stratum::plot
