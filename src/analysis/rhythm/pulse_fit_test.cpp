#include "rhythm/pulse_fit.hpp"

#include <cmath>
#include <gtest/gtest.h>

namespace stratum::analysis::rhythm {
namespace {

// Pulses of two frames' width at phase + n * period.
std::vector<float> pulse_train(std::size_t frames, double period, double phase) {
    std::vector<float> x(frames, 0.0F);
    for (double at = phase; at + 2 < static_cast<double>(frames); at += period)
        for (int i = -2; i <= 2; ++i) {
            const double centre = std::floor(at) + i;
            if (centre >= 0)
                x[static_cast<std::size_t>(centre)] += static_cast<float>(std::exp(-(centre - at) * (centre - at)));
        }
    return x;
}

TEST(PulseFitter, FindsAPeriodOfAThousandthOfAFrame) {
    for (const double period : {28.7131, 41.2504, 61.07}) {
        const auto x = pulse_train(8000, period, 7.3);
        const PulseFitter fitter{x, period * 1.006};
        const Pulses found = fitter.fit(0, fitter.pieces(), period * 1.006, 0.02);
        EXPECT_NEAR(found.period, period, 0.001) << period;
        const double off = (found.phase - 7.3) / period;
        EXPECT_NEAR((off - std::round(off)) * period, 0.0, 0.1) << period;  // A tenth of a frame: 1.2 ms.
        EXPECT_GT(fitter.coherence(0, fitter.pieces(), found), 0.98);
    }
}

TEST(PulseFitter, FindsNoCoherenceWhereThePeriodWanders) {
    std::vector<float> x(8000, 0.0F);
    double at = 10.0;
    for (int n = 0; at < 7990; ++n) {
        x[static_cast<std::size_t>(at)] = 1.0F;
        at += 40.0 * (1.0 + 0.08 * std::sin(n / 9.0));
    }
    const PulseFitter fitter{x, 40.0};
    const Pulses found = fitter.fit(0, fitter.pieces(), 40.0, 0.02);
    EXPECT_LT(fitter.coherence(0, fitter.pieces(), found), 0.6);
}

TEST(PulseFitter, TellsHowFarAStretchLiesBehind) {
    auto x = pulse_train(4000, 40.0, 0.0);
    const auto late = pulse_train(4000, 40.0, 6.0);
    std::copy(late.begin() + 2000, late.end(), x.begin() + 2000);
    const PulseFitter fitter{x, 40.0};
    EXPECT_NEAR(fitter.deviation(5, 20, {40.0, 0.0}).frames, 0.0, 0.2);
    EXPECT_NEAR(fitter.deviation(60, 80, {40.0, 0.0}).frames, 6.0, 0.2);
}

TEST(PulseFitter, OfNothingIsEmpty) {
    const PulseFitter fitter{std::vector<float>{}, 40.0};
    EXPECT_EQ(fitter.pieces(), 0U);
    EXPECT_EQ(fitter.fit(0, 0, 40.0, 0.02).period, 40.0);
    EXPECT_EQ(fitter.coherence(0, 0, {40.0, 0.0}), 0.0);
}

}  // namespace
}  // namespace stratum::analysis::rhythm
