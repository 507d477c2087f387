#include "waveform/waveform.hpp"

#include "stratum/analysis/analyzer.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <numbers>
#include <vector>

namespace stratum::analysis {
namespace {

std::vector<float> sine(double hertz, double amplitude, int rate, int frames) {
    std::vector<float> x(frames);
    for (int i = 0; i < frames; ++i)
        x[i] = static_cast<float>(amplitude * std::sin(2.0 * std::numbers::pi * hertz * i / rate));
    return x;
}

Waveform waveform_of(std::span<const float> x, int rate, int channels = 1) {
    AnalysisOptions options{.analysers = {}};
    options.analysers.add(AnalyserId::waveform);
    auto report = analyze({x, channels, SampleRate{rate}}, options);
    EXPECT_TRUE(report.ok());
    return *report->waveform;
}

TEST(Waveform, ATonesStrengthShowsInItsBandOnly) {
    struct Case {
        double hertz;
        int band;
    };
    for (const auto& [hertz, band] : {Case{60.0, 0}, Case{120.0, 0}, Case{400.0, 1}, Case{1000.0, 1}, Case{2000.0, 1},
                                      Case{3500.0, 2}, Case{9000.0, 2}}) {
        const auto w = waveform_of(sine(hertz, 1.0, 44100, 44100), 44100);
        const std::vector<std::uint8_t>* bands[3] = {&w.low, &w.mid, &w.high};
        for (int b = 0; b < 3; ++b)
            for (std::size_t i = 3; i + 4 < w.peak.size(); ++i) {
                if (b == band)
                    EXPECT_NEAR((*bands[b])[i], 255, 3) << hertz;
                else
                    EXPECT_LT((*bands[b])[i], 26) << hertz << " in band " << b;  // a tenth is 40 dB less
            }
    }
}

TEST(Waveform, BandsShowTheRootOfTheAmplitude) {
    const auto w = waveform_of(sine(1000.0, 0.01, 44100, 44100), 44100);  // -40 dBFS
    EXPECT_NEAR(w.mid[20], 25.5, 1.0);
    EXPECT_NEAR(w.peak[20], 2.55, 1.0);
}

TEST(Waveform, PeakIsTheLargestSampleOfAnyChannelInItsStep) {
    for (const int rate : {44100, 48000, 44056, 22050}) {
        std::vector<float> x(static_cast<std::size_t>(2 * rate), 0.0F);
        const int frame = rate / 2 + 17;
        x[static_cast<std::size_t>(2 * frame + 1)] = -0.5F;
        const auto w = waveform_of(x, rate, 2);
        const auto step = static_cast<std::size_t>(static_cast<double>(frame) / rate / w.hop.value());
        for (std::size_t i = 0; i < w.peak.size(); ++i) EXPECT_EQ(w.peak[i], i == step ? 128 : 0) << rate << " " << i;
    }
}

TEST(Waveform, CoversTheWholeRecordingWithEquallyLongRows) {
    for (const int frames : {1, 1023, 1024, 1025, 44100, 100'001}) {
        const auto w = waveform_of(sine(440.0, 1.0, 44100, frames), 44100);
        EXPECT_EQ(w.peak.size(), static_cast<std::size_t>((frames + 1023) / 1024)) << frames;
        EXPECT_EQ(w.low.size(), w.peak.size());
        EXPECT_EQ(w.mid.size(), w.peak.size());
        EXPECT_EQ(w.high.size(), w.peak.size());
    }
}

TEST(Waveform, BeyondFullScaleStaysAtTheTop) {
    const auto w = waveform_of(sine(1000.0, 3.0, 44100, 44100), 44100);
    EXPECT_EQ(w.peak[20], 255);
    EXPECT_EQ(w.mid[20], 255);
}

}  // namespace
}  // namespace stratum::analysis
