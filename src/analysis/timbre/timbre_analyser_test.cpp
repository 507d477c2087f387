#include "stratum/analysis/analyzer.hpp"

#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <numbers>
#include <random>
#include <vector>

namespace stratum::analysis {
namespace {

constexpr int kRate = 44100;

AnalysisOptions timbre_only() {
    AnalysisOptions options;
    options.analysers = {};
    options.analysers.add(AnalyserId::timbre);
    return options;
}

/// Two channels from functions of the sample's number.
std::vector<float> stereo(double seconds, const std::function<double(int)>& left,
                          const std::function<double(int)>& right) {
    std::vector<float> out;
    for (int i = 0; i < static_cast<int>(seconds * kRate); ++i) {
        out.push_back(static_cast<float>(left(i)));
        out.push_back(static_cast<float>(right(i)));
    }
    return out;
}

std::optional<Timbre> timbre_of(const std::vector<float>& samples, int channels = 2) {
    auto report = analyze({samples, channels, SampleRate{kRate}}, timbre_only());
    EXPECT_TRUE(report.ok());
    return report ? report->timbre : std::nullopt;
}

std::function<double(int)> sine(double hz, double amplitude = 0.5) {
    return [=](int i) { return amplitude * std::sin(2.0 * std::numbers::pi * hz * i / kRate); };
}

std::function<double(int)> noise(unsigned seed, double amplitude = 0.2) {
    return [=, random = std::mt19937{seed}, normal = std::normal_distribution<double>{}](int) mutable {
        return amplitude * normal(random);
    };
}

TEST(TimbreAnalyser, KnowsASine) {
    const auto timbre = timbre_of(stereo(4.0, sine(1000.0), sine(1000.0)));
    ASSERT_TRUE(timbre);
    EXPECT_NEAR(timbre->centroid_hz.mean, 1000.0, 25.0);     // a bin is 21.5 Hz; the window's skirts reach both ways
    EXPECT_NEAR(timbre->zero_crossings.mean, 2000.0, 25.0);  // twice a period; one more or less in 46 ms is 21.5
    EXPECT_LT(timbre->flatness.mean, 0.01F);
    EXPECT_LT(timbre->flux.mean, 0.02F);       // nothing changes but the two frames at the ends
    EXPECT_GT(timbre->band_energy[3], 0.99F);  // 500 Hz to 2 kHz
    EXPECT_NEAR(timbre->stereo_width, 0.0F, 1e-4F);
    EXPECT_LT(timbre->dynamic_complexity, 0.2F);
    EXPECT_EQ(timbre->mfcc.size(), 13U);
    EXPECT_EQ(timbre->contrast.size(), 6U);
}

TEST(TimbreAnalyser, KnowsWhiteNoise) {
    const auto timbre = timbre_of(stereo(6.0, noise(1), noise(2)));
    ASSERT_TRUE(timbre);
    // The way down to 22.05 kHz takes the topmost few hundred hertz, so the flat part ends a little below 11,025 Hz.
    EXPECT_NEAR(timbre->centroid_hz.mean, 5500.0, 250.0);
    EXPECT_GT(timbre->flatness.mean, 0.35F);                             // exp(-0.577) = 0.56 for an unfiltered band
    EXPECT_NEAR(timbre->flux.mean, 1.0 - std::numbers::pi / 4.0, 0.03);  // magnitudes of noise are Rayleigh distributed
    EXPECT_NEAR(timbre->stereo_width, 1.0F, 0.02F);                      // independent channels
    // Even over 22,050 Hz: 2 kHz of it lie between 4 and 6 kHz, 16 kHz above 6 kHz.
    EXPECT_NEAR(timbre->band_energy[5], 2000.0 / 22050.0, 0.01);
    EXPECT_NEAR(timbre->band_energy[6], 16050.0 / 22050.0, 0.02);
}

TEST(TimbreAnalyser, BandSharesAddUp) {
    const auto timbre = timbre_of(stereo(2.0, sine(100.0, 0.4), sine(8000.0, 0.4)));
    ASSERT_TRUE(timbre);
    float total = 0.0F;
    for (const float share : timbre->band_energy) total += share;
    EXPECT_NEAR(total, 1.0F, 1e-4F);
    EXPECT_NEAR(timbre->band_energy[1], 0.5F, 0.02F);
    EXPECT_NEAR(timbre->band_energy[6], 0.5F, 0.02F);
}

TEST(TimbreAnalyser, MeasuresWidthFromTheMiddleOutwards) {
    std::vector<float> narrow;
    std::vector<float> opposite;
    std::mt19937 random{5};
    std::normal_distribution<float> normal{0.0F, 0.1F};
    for (int i = 0; i < 2 * kRate; ++i) {
        const float m = normal(random);
        const float s = normal(random);
        narrow.push_back(m + 0.5F * s);
        narrow.push_back(m - 0.5F * s);
        opposite.push_back(m + 0.3F * s);
        opposite.push_back(-m + 0.3F * s);
    }
    // Side energy 0.25 of mid: share 0.2, doubled 0.4.
    EXPECT_NEAR(timbre_of(narrow)->stereo_width, 0.4F, 0.02F);
    EXPECT_FLOAT_EQ(timbre_of(opposite)->stereo_width, 1.0F);
}

TEST(TimbreAnalyser, MeasuresHowMuchTheLevelMoves) {
    // A second at -6 dB, a second at -26 dB in turn: each lies 10 dB from the mean.
    const auto timbre = timbre_of(stereo(
        20.0, [](int i) { return ((i / kRate) % 2 == 0 ? 0.5 : 0.05) * std::sin(0.05 * i); },
        [](int i) { return ((i / kRate) % 2 == 0 ? 0.5 : 0.05) * std::sin(0.05 * i); }));
    ASSERT_TRUE(timbre);
    EXPECT_NEAR(timbre->dynamic_complexity, 10.0F, 0.3F);
}

TEST(TimbreAnalyser, SaysNothingAboutSilence) {
    EXPECT_FALSE(timbre_of(std::vector<float>(2 * kRate, 0.0F)));
    EXPECT_FALSE(timbre_of(stereo(1.0, sine(440.0, 1e-4), sine(440.0, 1e-4))));  // -80 dBFS
}

TEST(TimbreAnalyser, TakesMonoAndManyChannelsAndShortClips) {
    std::vector<float> mono;
    for (int i = 0; i < 2000; ++i) mono.push_back(static_cast<float>(sine(440.0)(i)));
    const auto short_clip = timbre_of(mono, 1);
    ASSERT_TRUE(short_clip);
    EXPECT_EQ(short_clip->stereo_width, 0.0F);
    std::vector<float> six;
    for (int i = 0; i < kRate; ++i)
        for (int c = 0; c < 6; ++c) six.push_back(static_cast<float>(sine(440.0)(i)));
    const auto surround = timbre_of(six, 6);
    ASSERT_TRUE(surround);
    EXPECT_NEAR(surround->stereo_width, 0.0F, 1e-4F);
    EXPECT_NEAR(surround->zero_crossings.mean, 880.0, 25.0);
}

}  // namespace
}  // namespace stratum::analysis
