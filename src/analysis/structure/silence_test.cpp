#include "structure/silence.hpp"

#include "frontend/registry.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <numbers>
#include <vector>

namespace stratum::analysis {
namespace {

constexpr int kRate = 44100;
constexpr Decibels kThreshold{-60.0};

/// Silence with a tone of `level` from frame `begin` to before `end`.
std::vector<float> tone(int frames, int begin, int end, double level_dbfs = -20.0, double hertz = 441.0) {
    std::vector<float> x(frames, 0.0F);
    for (int i = begin; i < end; ++i)
        x[i] = static_cast<float>(std::pow(10.0, level_dbfs / 20.0) *
                                  std::cos(2.0 * std::numbers::pi * hertz * (i - begin) / kRate));
    return x;
}

SilenceDetector::Range sound_in(std::span<const float> x, int channels = 1, std::size_t block = 4096) {
    SilenceDetector detector{SampleRate{kRate}, channels, kThreshold};
    block *= static_cast<std::size_t>(channels);
    for (std::size_t i = 0; i < x.size(); i += block) detector.push(x.subspan(i, std::min(block, x.size() - i)));
    return detector.sound();
}

TEST(SilenceDetector, FindsTheSoundToTheSample) {
    const auto [begin, end] = sound_in(tone(kRate, 10'007, 30'001));
    EXPECT_EQ(begin, 10'007);
    EXPECT_NEAR(static_cast<double>(end), 30'001, 1.0);  // the last sample may be the tone's zero crossing
}

TEST(SilenceDetector, IgnoresSingleClicksBeforeAndAfter) {
    auto x = tone(kRate, 10'000, 30'000);
    for (const int click : {100, 5'000, 5'001, 36'000, 44'000}) x[click] = 0.9F;
    const auto [begin, end] = sound_in(x);
    EXPECT_EQ(begin, 10'000);
    EXPECT_NEAR(static_cast<double>(end), 30'000, 1.0);
}

TEST(SilenceDetector, HearsALowToneJustAboveTheThreshold) {
    const auto [begin, end] = sound_in(tone(kRate, 10'000, 40'000, -59.5, 25.0));
    EXPECT_NEAR(static_cast<double>(begin), 10'000, kRate / 25.0);  // within one period
    EXPECT_NEAR(static_cast<double>(end), 40'000, kRate / 25.0);
}

TEST(SilenceDetector, DoesNotHearWhatStaysBelowTheThreshold) {
    const auto [begin, end] = sound_in(tone(kRate, 10'000, 40'000, -60.5));
    EXPECT_EQ(begin, end);
}

TEST(SilenceDetector, OneChannelIsEnough) {
    const auto mono = tone(kRate, 7'000, 9'000);
    std::vector<float> x(3 * mono.size(), 0.0F);
    for (std::size_t i = 0; i < mono.size(); ++i) x[3 * i + 2] = mono[i];
    EXPECT_EQ(sound_in(x, 3).begin, 7'000);
}

TEST(SilenceDetector, AClickAloneIsNotSilence) {
    auto x = std::vector<float>(kRate, 0.0F);
    x[1234] = 0.5F;
    const auto [begin, end] = sound_in(x);
    EXPECT_EQ(begin, 1234);
    EXPECT_EQ(end, 1235);
}

TEST(SilenceDetector, BlockSizeChangesNothing) {
    auto x = tone(kRate, 10'007, 30'001, -58.0, 33.0);
    x[3] = 1.0F;
    const auto whole = sound_in(x, 1, x.size());
    for (const std::size_t block : {1, 7, 441, 1000}) {
        EXPECT_EQ(sound_in(x, 1, block).begin, whole.begin);
        EXPECT_EQ(sound_in(x, 1, block).end, whole.end);
    }
}

TEST(SilenceAnalyser, ReportsBothEndsInSecondsAndSilenceThroughout) {
    const auto analyse = [](const std::vector<float>& x) {
        const auto analyser = make_silence_analyser({SampleRate{kRate}, 1});
        analyser->source({x, 1, SampleRate{kRate}});
        Report report;
        analyser->finish(report);
        return *report.silence;
    };
    const auto heard = analyse(tone(kRate, 4'410, 40'000));
    EXPECT_NEAR(heard.leading.value(), 0.1, 1e-9);
    EXPECT_NEAR(heard.trailing.value(), 4'100.0 / kRate, 1e-4);
    EXPECT_FALSE(heard.all);
    const auto silent = analyse(std::vector<float>(kRate, 0.0F));
    EXPECT_TRUE(silent.all);
    EXPECT_EQ(silent.leading.value(), 1.0);
    EXPECT_EQ(silent.trailing.value(), 0.0);
}

}  // namespace
}  // namespace stratum::analysis
