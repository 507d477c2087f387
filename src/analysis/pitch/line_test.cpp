#include "pitch/line.hpp"

#include "pitch/test_voices.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <limits>

namespace stratum::analysis {
namespace {

using namespace test_voices;

TEST(PitchSalience, IsHighestAtThePitchOfATone) {
    SalienceOptions options{.bin_hz = static_cast<double>(kRate) / 2048};
    PitchSalience salience{options, 1025};
    const auto samples = tone(0.5, 330.0);
    std::array<SaliencePeak, 5> peaks;
    std::size_t count = 0;
    dsp::Stft stft{{2048, 512}, [&](const dsp::SpectrumFrame& frame) {
                       if (frame.index == 10) count = salience_peaks(salience, salience.of(frame.magnitude), peaks);
                   }};
    stft.push(samples);
    stft.finish();
    ASSERT_GT(count, 1U);
    EXPECT_NEAR(peaks[0].note, 69.0 + 12.0 * std::log2(330.0 / 440.0), 0.2);
    EXPECT_TRUE(std::ranges::is_sorted(std::span(peaks).first(count), std::greater{}, &SaliencePeak::salience));
}

TEST(PitchSalience, IsNothingForSilence) {
    PitchSalience salience{{.bin_hz = 10.0}, 1025};
    const std::vector<float> silence(1025);
    for (const float value : salience.of(silence)) EXPECT_EQ(value, 0.0F);
}

PitchCurve follow(const LineOptions& options, const std::vector<float>& samples, std::size_t block) {
    LineListener listener{options};
    for (std::size_t at = 0; at < samples.size(); at += block)
        listener.push(std::span(samples).subspan(at, std::min(block, samples.size() - at)));
    return listener.finish();
}

TEST(LineListener, GivesTheSameForAnyBlocks) {
    const auto samples = voice(3.0, [](double t) { return 300.0 * std::exp2(std::floor(t * 2.0) / 12.0); });
    const auto whole = follow(melody_line(), samples, samples.size());
    for (const std::size_t block : {113UL, 4096UL}) EXPECT_EQ(follow(melody_line(), samples, block).hertz, whole.hertz);
    EXPECT_EQ(whole.size(), (samples.size() + 511) / 512);
}

TEST(LineListener, HearsNoLineInSilence) {
    for (const auto& options : {melody_line(), bass_line()}) {
        const auto curve = follow(options, std::vector<float>(kRate), 4096);
        for (std::size_t n = 0; n < curve.size(); ++n) EXPECT_FALSE(curve.voiced(n));
    }
}

TEST(LineListener, FollowsALeadOverChords) {
    // A voice with vibrato over a softer chord of three tones.
    const auto lead = [](double t) {
        return 523.3 * std::exp2((std::fmod(t, 1.0) < 0.5 ? 0.0 : 4.0) / 12.0 + 0.3 * std::sin(35.0 * t) / 12.0);
    };
    auto samples = voice(6.0, lead, 0.75);
    for (const double hertz : {130.8, 164.8, 196.0}) {
        const auto chord = voice(6.0, [=](double) { return hertz; }, 0.5, [](double) { return 0.08; });
        for (std::size_t n = 0; n < samples.size(); ++n) samples[n] += chord[n];
    }
    const auto curve = follow(melody_line(), samples, 4096);
    int right = 0;
    int all = 0;
    for (std::size_t n = 40; n + 10 < curve.size(); ++n, ++all)
        right += std::abs(cents(std::max(1.0F, curve.hertz[n]), lead(curve.time(n).value()))) < 60.0 ? 1 : 0;
    // Each change of the note costs the four frames of the window.
    EXPECT_GT(static_cast<double>(right) / all, 0.75);
}

TEST(LineFeatures, AreFiniteForAnySpectrum) {
    PitchSalience axis{{.bin_hz = 10.0}, 1025};
    LineFeatures features{10.0, 1025, axis};
    std::array<LineFeatureRow, kLinePeaks> rows;
    for (const float level : {0.0F, 1e-30F, 1e6F}) {
        std::vector<float> magnitude(1025, level);
        magnitude[40] = 2.0F * level;
        const auto values = axis.of(magnitude);
        std::array<SaliencePeak, kLinePeaks> peaks;
        const auto found = std::span(peaks).first(salience_peaks(axis, values, peaks));
        features.of(magnitude, values, found, rows);
        for (std::size_t i = 0; i < found.size(); ++i)
            for (const float x : rows[i]) EXPECT_TRUE(std::isfinite(x));
    }
}

}  // namespace
}  // namespace stratum::analysis
