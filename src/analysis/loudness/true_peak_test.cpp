#include "loudness/true_peak.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <numbers>
#include <random>
#include <vector>

namespace stratum::analysis {
namespace {

using std::numbers::pi;

double true_peak_db(std::span<const float> x, std::size_t block = 4096, dsp::SimdLevel level = dsp::simd_level()) {
    TruePeak meter{level};
    for (std::size_t i = 0; i < x.size(); i += block) meter.push(x.subspan(i, std::min(block, x.size() - i)));
    return 20.0 * std::log10(static_cast<double>(meter.finish()));
}

/// A sine of `part` cycles a sample, faded in and out over 10 ms: a hard edge is a peak of its own.
std::vector<float> sine(double part, double degrees, double amplitude) {
    std::vector<float> x(48'000);
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double fade = std::min({1.0, static_cast<double>(i) / 480.0, static_cast<double>(x.size() - i) / 480.0});
        x[i] = static_cast<float>(amplitude * fade *
                                  std::sin(2.0 * pi * part * static_cast<double>(i) + degrees / 180.0 * pi));
    }
    return x;
}

// EBU Tech 3341, table 1, cases 15 to 19 allow +0.2 and -0.4 dB; ours is 0.05.

TEST(TruePeak, Tech3341Cases15To19SinesBetweenTheSamples) {
    EXPECT_NEAR(true_peak_db(sine(1.0 / 4.0, 0.0, 0.50)), -6.0, 0.05);
    EXPECT_NEAR(true_peak_db(sine(1.0 / 4.0, 45.0, 0.50)), -6.0, 0.05);
    EXPECT_NEAR(true_peak_db(sine(1.0 / 6.0, 60.0, 0.50)), -6.0, 0.05);
    EXPECT_NEAR(true_peak_db(sine(1.0 / 8.0, 67.5, 0.50)), -6.0, 0.05);
    EXPECT_NEAR(true_peak_db(sine(1.0 / 4.0, 45.0, 1.41)), 3.0, 0.05);
}

/// A band-limited signal given as a sum of sinc pulses, so that it is known between the samples too: in the manner of
/// cases 20 to 23, one loud period within a quieter sine, read at four offsets of a quarter sample.
class LoudPeriod {
  public:
    LoudPeriod() {
        // Made at four times the rate: half-scale sine of a sixth of the rate, one period of it at full scale.
        for (int i = 0; i < kLength; ++i) {
            const bool loud = i >= kLength / 2 && i < kLength / 2 + 24;
            const double fade = std::min({1.0, i / 1920.0, (kLength - i) / 1920.0});
            source_.push_back(fade * (loud ? 1.0 : 0.5) * std::sin(2.0 * pi * i / 24.0));
        }
    }
    /// Value at time t, in samples of the low rate, of the source low-passed to 0.4 of that rate.
    [[nodiscard]] double at(double t) const {
        double sum = 0.0;
        const int middle = static_cast<int>(std::lround(4.0 * t));
        for (int i = std::max(0, middle - kReach); i < std::min(kLength, middle + kReach); ++i) {
            const double d = 4.0 * t - i;
            const double s = d == 0.0 ? 1.0 : std::sin(pi * 0.2 * d) / (pi * 0.2 * d);
            sum += source_[static_cast<std::size_t>(i)] * 0.2 * s * (0.5 + 0.5 * std::cos(pi * d / (kReach + 1)));
        }
        return sum;
    }
    [[nodiscard]] std::vector<float> samples(double offset) const {
        std::vector<float> x;
        for (int n = 0; n < kLength / 4; ++n) x.push_back(static_cast<float>(at(n + offset)));
        return x;
    }
    [[nodiscard]] double peak_db() const {
        double most = 0.0;
        for (double t = kLength / 8.0 - 20.0; t < kLength / 8.0 + 26.0; t += 1.0 / 64.0)
            most = std::max(most, std::abs(at(t)));
        return 20.0 * std::log10(most);
    }

  private:
    static constexpr int kLength = 8'000;
    static constexpr int kReach = 150;
    std::vector<double> source_;
};

TEST(TruePeak, Tech3341Cases20To23FindOnePeakWhereverTheSamplesFall) {
    const LoudPeriod signal;
    const double truth = signal.peak_db();
    for (const double offset : {0.0, 0.25, 0.5, 0.75})
        EXPECT_NEAR(true_peak_db(signal.samples(offset)), truth, 0.05) << offset;
}

TEST(TruePeak, FindsSinesOfAnyPhaseUpToTheFlatBandsEnd) {
    for (const double part : {0.01, 0.1, 0.2, 0.3, 0.37, 0.41, 0.43})
        for (const double degrees : {0.0, 13.0, 45.0, 77.0})
            EXPECT_NEAR(true_peak_db(sine(part, degrees, 1.0)), 0.0, 0.1) << part << " at " << degrees;
}

TEST(TruePeak, NeverReadsBelowTheLargestSample) {
    std::mt19937 random{1};
    std::uniform_real_distribution<float> uniform{-1.0F, 1.0F};
    for (int length : {1, 2, 31, 32, 33, 5000}) {
        std::vector<float> x(length);
        float largest = 0.0F;
        for (float& v : x) {
            v = uniform(random);
            largest = std::max(largest, std::abs(v));
        }
        EXPECT_GE(true_peak_db(x), 20.0 * std::log10(largest) - 1e-6) << length;
    }
}

TEST(TruePeak, PassingOverQuietStretchesLosesNoPeak) {
    // One sample each in a quiet, loud or silent neighbourhood: the order of loudness must not matter.
    std::mt19937 random{2};
    std::uniform_real_distribution<float> uniform{-1.0F, 1.0F};
    std::vector<float> x(64 * 100);
    for (std::size_t i = 0; i < x.size(); ++i)
        x[i] =
            uniform(random) * static_cast<float>(std::exp(-3.0 * std::abs(std::sin(static_cast<double>(i) / 333.0))));
    std::vector<float> reversed(x.rbegin(), x.rend());
    EXPECT_NEAR(true_peak_db(x), true_peak_db(reversed), 1e-4);  // the filter is symmetric in time
}

TEST(TruePeak, BlockSizeChangesNoBit) {
    const auto x = sine(0.31, 20.0, 0.9);
    const double whole = true_peak_db(x, x.size());
    for (const std::size_t block : {1, 7, 33, 65'536}) EXPECT_EQ(true_peak_db(x, block), whole) << block;
}

TEST(TruePeak, LevelsDifferByRoundingOnly) {
    std::mt19937 random{4};
    std::normal_distribution<float> normal{0.0F, 0.2F};
    std::vector<float> x(20'000);
    for (float& v : x) v = normal(random);
    EXPECT_NEAR(true_peak_db(x), true_peak_db(x, 4096, dsp::SimdLevel::scalar), 1e-4);
}

TEST(TruePeak, SilenceIsZero) { EXPECT_EQ(TruePeak{}.finish(), 0.0F); }

}  // namespace
}  // namespace stratum::analysis
