#include "schedule.hpp"

#include <gtest/gtest.h>

namespace stratum::webhooks {
namespace {

TEST(Schedule, TriesTenTimesOverThreeDays) {
    Seconds all{};
    int attempts = 1;
    for (; const auto pause = pause_after(attempts, 0.0); ++attempts) {
        EXPECT_LE(*pause, *pause_after(attempts, 0.5));
        EXPECT_NEAR(pause_after(attempts, 1.0)->value(), 1.1 * pause->value(), 1e-9);
        all += *pause;
    }
    EXPECT_EQ(attempts, 10);
    EXPECT_DOUBLE_EQ(all.value(), 5 + 300 + 1800 + 3600 * (2 + 5 + 10 + 14 + 20 + 24));
    EXPECT_EQ(pause_after(1, 0.0), Seconds{5.0});
    EXPECT_FALSE(pause_after(1000, 0.0));
}

TEST(Patience, DoublesUpToFiveMinutes) {
    EXPECT_EQ(patience_with(0), Seconds{5.0});
    EXPECT_EQ(patience_with(1), Seconds{5.0});
    EXPECT_EQ(patience_with(3), Seconds{20.0});
    EXPECT_EQ(patience_with(1000), Seconds{300.0});
}

}  // namespace
}  // namespace stratum::webhooks
