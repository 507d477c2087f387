#include "harmony/key_path.hpp"

#include <gtest/gtest.h>
#include <numeric>
#include <vector>

namespace stratum::analysis {
namespace {

/// Chord after chord of I-IV-V-I, two seconds each, as chroma.
std::vector<ChromaFrame> cadences(int tonic, Seconds length) {
    std::vector<ChromaFrame> frames(static_cast<std::size_t>(length / ChromaTrack::hop()));
    constexpr std::array kDegrees{0, 5, 7, 0};
    for (std::size_t n = 0; n < frames.size(); ++n) {
        const int root = tonic + kDegrees[n / 5 % 4];
        for (const int interval : {0, 4, 7})
            frames[n].treble[static_cast<std::size_t>((root + interval) % 12)] = 1.0F / 3.0F;
        frames[n].bass[static_cast<std::size_t>(root % 12)] = 1.0F;
        frames[n].weight = 1.0F;
    }
    return frames;
}

TEST(KeyPath, StaysWhereMusicStays) {
    const std::vector<ChromaFrame> frames = cadences(4, Seconds{90.0});
    const KeyPath path = key_path({frames}, Seconds{90.0});
    ASSERT_EQ(path.spans.size(), 1U);
    EXPECT_EQ(path.spans[0].key, (Key{4, Mode::major}));
    EXPECT_EQ(path.spans[0].start, Seconds{0.0});
    EXPECT_EQ(path.spans[0].end, Seconds{90.0});
    EXPECT_NEAR(std::accumulate(path.probabilities.begin(), path.probabilities.end(), 0.0), 1.0, 1e-9);
}

TEST(KeyPath, GivesEachKeyItsShare) {
    std::vector<ChromaFrame> frames = cadences(0, Seconds{80.0});
    const std::vector<ChromaFrame> later = cadences(3, Seconds{40.0});
    frames.insert(frames.end(), later.begin(), later.end());
    const KeyPath path = key_path({frames}, Seconds{120.0});
    ASSERT_EQ(path.spans.size(), 2U);
    EXPECT_NEAR(path.spans[1].start.value(), 80.0, 5.0);  // windows of 12 s every 3 s
    EXPECT_NEAR(path.probabilities[0], 2.0 / 3.0, 0.12);
    EXPECT_NEAR(path.probabilities[3], 1.0 / 3.0, 0.12);
}

TEST(KeyPath, OneForeignChordChangesNothing) {
    std::vector<ChromaFrame> frames = cadences(0, Seconds{60.0});
    const std::vector<ChromaFrame> foreign = cadences(6, Seconds{2.0});
    std::copy(foreign.begin(), foreign.end(), frames.begin() + 80);
    EXPECT_EQ(key_path({frames}, Seconds{60.0}).spans.size(), 1U);
}

TEST(KeyPath, OfSilenceIsEmpty) {
    EXPECT_TRUE(key_path({}, Seconds{0.0}).spans.empty());
    EXPECT_TRUE(key_path({std::vector<ChromaFrame>(50)}, Seconds{18.0}).spans.empty());
}

}  // namespace
}  // namespace stratum::analysis
