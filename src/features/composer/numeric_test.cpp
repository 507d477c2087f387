#include "numeric.hpp"

#include "random.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <numbers>

namespace stratum::composer {

TEST(Numeric, SineAgreesWithTheCLibrary) {
    for (double turns = -3.0; turns < 3.0; turns += 0.00137)
        EXPECT_NEAR(sine(turns), std::sin(2.0 * std::numbers::pi * turns), 1e-9) << turns;
    EXPECT_NEAR(sine(123456.25), 1.0, 1e-9);
}

TEST(Numeric, PowerOfTwoAgreesWithTheCLibrary) {
    for (double x = -40.0; x < 40.0; x += 0.0371) EXPECT_NEAR(power_of_two(x) / std::exp2(x), 1.0, 1e-9) << x;
    EXPECT_EQ(power_of_two(-3.0), 0.125);
}

TEST(Numeric, NotesAndLevelsAreWhatMusiciansExpect) {
    EXPECT_NEAR(frequency_of(60), 261.6255653, 1e-6);
    EXPECT_NEAR(gain_of_db(-6.0), 0.501187234, 1e-8);
    EXPECT_NEAR(decay(2.0, 2.0), 1.0 / std::numbers::e, 1e-9);
}

TEST(Numeric, SoftClipIsTanhToTwoPercentAndNeverExceedsOne) {
    for (float x = -6.0F; x <= 6.0F; x += 0.01F) {
        EXPECT_NEAR(soft_clip(x), std::tanh(x), 0.025F);  // the largest error of the Pade form, near 1.7
        EXPECT_LE(std::abs(soft_clip(x)), 1.0F);
    }
}

TEST(Random, StreamIsTheOneThatWasFrozen) {
    Random random{1};
    EXPECT_EQ(random.next(), 0x910a2dec89025cc1U);  // the generator's published first value for seed 1
    double sum = 0.0;
    for (int i = 0; i < 10000; ++i) sum += random.normal();
    EXPECT_NEAR(sum / 10000, 0.0, 0.05);  // five standard errors
}

}  // namespace stratum::composer
