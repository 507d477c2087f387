#include "metrics/jumps.hpp"

#include <gtest/gtest.h>

namespace stratum::evaluate {
namespace {

std::vector<double> beats(double first, double second, int each) {
    std::vector<double> beats{0.3};
    for (int i = 1; i < 2 * each; ++i) beats.push_back(beats.back() + 60.0 / (i <= each ? first : second));
    return beats;
}

TEST(TempoJumps, AreWhereIntervalsChangeForGood) {
    const auto jumps = tempo_jumps(beats(150.0, 200.0, 32));
    ASSERT_EQ(jumps.size(), 1U);
    EXPECT_NEAR(jumps[0].time, 0.3 + 32 * 0.4, 1e-9);
    EXPECT_NEAR(jumps[0].before, 150.0, 1e-6);
    EXPECT_NEAR(jumps[0].after, 200.0, 1e-6);
}

TEST(TempoJumps, AreNotWhereOneBeatIsMisplaced) {
    auto steady = beats(120.0, 120.0, 20);
    EXPECT_TRUE(tempo_jumps(steady).empty());
    steady[10] += 0.06;
    EXPECT_TRUE(tempo_jumps(steady).empty());
    EXPECT_TRUE(tempo_jumps({}).empty());
}

TEST(FindsJump, WantsABorderNearByAndTheRightRatio) {
    const TempoJump jump{13.1, 150.0, 200.0};
    const auto found = [&](double border, double before, double after) {
        const std::vector<TempoStretch> answer{{0.0, border, before}, {border, 40.0, after}};
        return finds_jump(answer, jump, 1.6);
    };
    EXPECT_TRUE(found(13.1, 150.0, 200.0));
    EXPECT_TRUE(found(14.6, 150.5, 199.8));
    EXPECT_TRUE(found(13.1, 75.0, 100.0));    // at half the level, but consistently
    EXPECT_FALSE(found(13.1, 150.0, 100.0));  // an octave apart
    EXPECT_FALSE(found(15.0, 150.0, 200.0));
    const TempoStretch one{0.0, 40.0, 150.0};
    EXPECT_FALSE(finds_jump({&one, 1}, jump, 1.6));
}

}  // namespace
}  // namespace stratum::evaluate
