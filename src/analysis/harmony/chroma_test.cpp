#include "harmony/chroma.hpp"

#include "harmony/test_music.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <numbers>
#include <vector>

namespace stratum::analysis {
namespace {

std::vector<float> sine(double hz, double seconds, double amplitude = 0.5) {
    std::vector<float> out(static_cast<std::size_t>(seconds * 11025));
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] =
            static_cast<float>(amplitude * std::sin(2.0 * std::numbers::pi * hz * static_cast<double>(i) / 11025.0));
    return out;
}

ChromaTrack track_of(const std::vector<float>& samples) {
    ChromaExtractor extractor;
    extractor.push(samples);
    return extractor.finish();
}

TEST(Chroma, PutsEachNoteInItsClass) {
    for (int midi = 50; midi < 90; ++midi) {
        const auto frames = fold(track_of(sine(440.0 * std::exp2((midi - 69) / 12.0), 2.0)), 0.0);
        const PitchClasses& middle = frames[frames.size() / 2].treble;
        EXPECT_GT(middle[static_cast<std::size_t>(midi % 12)], 0.98F) << midi;
    }
}

TEST(Chroma, HearsTheBassApart) {
    auto both = sine(55.0, 2.0);  // A1
    const auto high = sine(523.25, 2.0);
    for (std::size_t i = 0; i < both.size(); ++i) both[i] += high[i];
    const auto frames = fold(track_of(both), 0.0);
    EXPECT_GT(frames[2].bass[9], 0.98F);
    EXPECT_GT(frames[2].treble[0], 0.95F);  // C5
}

TEST(Chroma, FollowsTheTuningItIsTold) {
    const auto sharp = track_of(sine(440.0 * std::exp2(0.4 / 12.0), 2.0));  // 40 cents up
    EXPECT_GT(fold(sharp, 0.4)[2].treble[9], 0.98F);
    EXPECT_NEAR(100.0 / (2.0 * std::numbers::pi) * std::arg(sharp.deviation), 40.0, 1.0);
}

TEST(Chroma, HasAFrameForEveryHopFromTheStart) {
    EXPECT_EQ(track_of(sine(440.0, 3.0)).frames(), static_cast<std::size_t>((3 * 11025 - 1) / kChromaHop + 1));
    EXPECT_EQ(track_of({}).frames(), 0U);
    EXPECT_EQ(track_of({0.5F}).frames(), 1U);
}

TEST(Chroma, GivesSilentFramesNoWeight) {
    auto samples = sine(440.0, 2.0);
    samples.resize(samples.size() + 4 * 11025, 0.0F);
    const auto frames = fold(track_of(samples), 0.0);
    EXPECT_GT(frames[2].weight, 0.9F);
    EXPECT_EQ(frames.back().weight, 0.0F);
}

TEST(Chroma, DoesNotDependOnTheCutting) {
    const auto samples = test_music::cadence({2, Mode::minor}, 13.0, 1);
    const ChromaTrack whole = track_of(samples);
    for (const std::size_t size : {1U, 777U, 5000U}) {
        ChromaExtractor extractor;
        for (std::size_t i = 0; i < samples.size(); i += size)
            extractor.push(std::span(samples).subspan(i, std::min(size, samples.size() - i)));
        const ChromaTrack pieces = extractor.finish();
        EXPECT_EQ(pieces.treble, whole.treble);
        EXPECT_EQ(pieces.bass, whole.bass);
        EXPECT_EQ(pieces.level, whole.level);
        EXPECT_EQ(pieces.deviation, whole.deviation);
    }
}

}  // namespace
}  // namespace stratum::analysis
