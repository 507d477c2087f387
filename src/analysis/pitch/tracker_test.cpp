#include "pitch/test_voices.hpp"
#include "stratum/analysis/pitch.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <limits>

namespace stratum::analysis {
namespace {

using namespace test_voices;

PitchCurve track(const std::vector<float>& samples, const PitchOptions& options = {}) {
    auto curve = track_pitch({samples, 1, SampleRate{kRate}}, options);
    EXPECT_TRUE(curve) << curve.error().message;
    return std::move(*curve);
}

/// The share of frames, ends left out, within `near` cents of `truth` and called voiced.
double share_right(const PitchCurve& curve, const std::function<double(double)>& truth, double near) {
    int right = 0;
    int all = 0;
    for (std::size_t n = 20; n + 20 < curve.size(); ++n) {
        ++all;
        if (curve.voiced(n) && std::abs(cents(curve.hertz[n], truth(curve.time(n).value()))) < near) ++right;
    }
    return static_cast<double>(right) / all;
}

double share_voiced(const PitchCurve& curve) {
    std::size_t voiced = 0;
    for (std::size_t n = 0; n < curve.size(); ++n) voiced += curve.voiced(n) ? 1 : 0;
    return static_cast<double>(voiced) / static_cast<double>(curve.size());
}

TEST(TrackPitch, FindsSteadyTonesOverTheWholeRange) {
    for (const double hertz : {45.0, 82.4, 110.0, 261.6, 440.0, 987.8})
        // A tenth of a semitone: a period of few samples is off by cents.
        EXPECT_GT(share_right(track(tone(1.0, hertz)), [=](double) { return hertz; }, 10.0), 0.99) << hertz;
    // A whistle. Bright tones as high as that are beyond a period of 12 samples, and nobody's voice.
    EXPECT_GT(share_right(track(tone(1.0, 1800.0, 0.05)), [](double) { return 1800.0; }, 20.0), 0.99);
}

TEST(TrackPitch, FollowsAGlideOfAnOctave) {
    const auto glide = [](double t) { return 220.0 * std::exp2(t / 2.0); };
    EXPECT_GT(share_right(track(voice(2.0, glide)), glide, 25.0), 0.98);
}

TEST(TrackPitch, FollowsAVibrato) {
    const auto vibrato = [](double t) { return 330.0 * std::exp2(std::sin(2 * std::numbers::pi * 6.0 * t) / 12.0); };
    // A semitone to both sides six times a second moves 20 cents within the window of 26 ms.
    EXPECT_GT(share_right(track(voice(2.0, vibrato)), vibrato, 40.0), 0.97);
}

TEST(TrackPitch, IsNotTakenInByAWeakFundamental) {
    // Harmonics 2 and 4 alone would be the octave above; 3 gives it away.
    std::vector<float> samples(kRate);
    for (std::size_t n = 0; n < samples.size(); ++n) {
        const double phase = 2.0 * std::numbers::pi * 150.0 * static_cast<double>(n) / kRate;
        samples[n] = static_cast<float>(0.02 * std::sin(phase) + 0.3 * std::sin(2 * phase) +
                                        0.15 * std::sin(3 * phase) + 0.2 * std::sin(4 * phase));
    }
    EXPECT_GT(share_right(track(samples), [](double) { return 150.0; }, 20.0), 0.95);
}

TEST(TrackPitch, IsNotTakenInByOddHarmonicsAlone) {
    // A clarinet: half of its spectrum is missing.
    std::vector<float> samples(kRate);
    for (std::size_t n = 0; n < samples.size(); ++n) {
        const double phase = 2.0 * std::numbers::pi * 200.0 * static_cast<double>(n) / kRate;
        samples[n] = static_cast<float>(0.3 * std::sin(phase) + 0.2 * std::sin(3 * phase) + 0.1 * std::sin(5 * phase));
    }
    EXPECT_GT(share_right(track(samples), [](double) { return 200.0; }, 20.0), 0.99);
}

TEST(TrackPitch, HearsThroughNoise) {
    auto samples = tone(1.5, 220.0);
    const auto hiss = noise(1.5, 0.15);
    for (std::size_t n = 0; n < samples.size(); ++n) samples[n] += hiss[n];
    EXPECT_GT(share_right(track(samples), [](double) { return 220.0; }, 30.0), 0.95);
}

TEST(TrackPitch, HearsNoPitchInNoiseAndSilence) {
    EXPECT_LT(share_voiced(track(noise(2.0, 0.5))), 0.02);
    const auto silence = track(std::vector<float>(kRate));
    EXPECT_EQ(share_voiced(silence), 0.0);
    EXPECT_EQ(*std::ranges::max_element(silence.level), -120.0F);
}

TEST(TrackPitch, TellsNotesFromTheRestsBetweenThem) {
    const auto on = [](double t) { return std::fmod(t, 0.5) < 0.3 ? 0.3 : 0.0; };
    const auto curve = track(voice(3.0, [](double) { return 300.0; }, 0.7, on));
    int right = 0;
    for (std::size_t n = 0; n < curve.size(); ++n)
        right += curve.voiced(n) == (on(curve.time(n).value()) > 0.0) ? 1 : 0;
    // Eleven edges, each of them right to three frames.
    EXPECT_GE(right, static_cast<int>(curve.size()) - 11 * 3);
}

TEST(TrackPitch, GivesTheSameForAnyBlocks) {
    auto samples = voice(1.5, [](double t) { return 200.0 + 100.0 * t; });
    const auto whole = track(samples);
    for (const std::size_t block : {1UL, 37UL, 4096UL}) {
        auto tracker = PitchTracker::create(SampleRate{kRate});
        ASSERT_TRUE(tracker);
        for (std::size_t at = 0; at < samples.size(); at += block)
            tracker->push(std::span(samples).subspan(at, std::min(block, samples.size() - at)));
        const auto pieces = tracker->finish();
        EXPECT_EQ(pieces.hertz, whole.hertz) << block;
        EXPECT_EQ(pieces.confidence, whole.confidence) << block;
    }
}

TEST(TrackPitch, MakesAFrameForEveryHopAndIsEmptyForNothing) {
    EXPECT_EQ(track({}).size(), 0U);
    EXPECT_EQ(track(std::vector<float>(1, 0.5F)).size(), 1U);
    EXPECT_EQ(track(std::vector<float>(1280)).size(), 10U);
    EXPECT_NEAR(track(std::vector<float>(1280)).hop.value(), 128.0 / 22050.0, 1e-12);
}

TEST(TrackPitch, TakesWhatIsNoNumberForSilence) {
    auto samples = tone(1.0, 220.0);
    for (std::size_t n = 9000; n < 9400; ++n) samples[n] = std::numeric_limits<float>::quiet_NaN();
    samples[12000] = std::numeric_limits<float>::infinity();
    const auto curve = track(samples);
    for (std::size_t n = 0; n < curve.size(); ++n) {
        EXPECT_TRUE(std::isfinite(curve.hertz[n]));
        EXPECT_TRUE(curve.confidence[n] >= 0.0F && curve.confidence[n] <= 1.0F);
    }
    EXPECT_TRUE(curve.voiced(10) && curve.voiced(curve.size() - 20));
}

TEST(TrackPitch, HearsOnlyTheRangeAskedFor) {
    const auto curve = track(tone(1.0, 600.0), {.lowest = Hertz{60.0}, .highest = Hertz{400.0}});
    for (const float hertz : curve.hertz) EXPECT_LT(hertz, 425.0F);  // A sample to the shortest lag's either side.
}

TEST(TrackPitch, RefusesWhatItCannotDo) {
    EXPECT_FALSE(PitchTracker::create(SampleRate{500}));
    EXPECT_FALSE(PitchTracker::create(SampleRate{44100}, {.lowest = Hertz{20.0}}));
    EXPECT_FALSE(PitchTracker::create(SampleRate{44100}, {.lowest = Hertz{300.0}, .highest = Hertz{320.0}}));
    EXPECT_FALSE(PitchTracker::create(SampleRate{44100}, {.lowest = Hertz{std::nan("")}}));
    EXPECT_FALSE(track_pitch({{}, 0, SampleRate{44100}}));
}

}  // namespace
}  // namespace stratum::analysis
