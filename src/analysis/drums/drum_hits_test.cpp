#include "drums/drum_hits.hpp"

#include "frontend/analyser.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace stratum::analysis::drums {
namespace {

constexpr double kFrame = kSpectrumHop / static_cast<double>(kMonoRate.value());
constexpr std::array<float, kVoiceCount> kHalf{0.5F, 0.5F, 0.5F, 0.5F, 0.5F, 0.5F, 0.5F};

std::vector<Note> hits_of(const Activations& heard, const Activations& strength,
                          const std::array<float, kVoiceCount>& thresholds, std::size_t piece = 1000) {
    HitPicker picker{thresholds};
    for (std::size_t at = 0; at < heard.size(); at += piece) {
        const std::size_t count = std::min(piece, heard.size() - at);
        picker.hear(std::span{heard}.subspan(at, count), std::span{strength}.subspan(at, count));
    }
    return picker.finish();
}

TEST(DrumHits, ArePeaksOfEachVoiceInTheOrderOfTime) {
    Activations heard(100);
    heard[20][1] = 0.9F;
    heard[10][0] = 0.8F;
    heard[10][2] = 0.7F;
    heard[40][0] = 0.4F;  // below the threshold
    const auto hits = hits_of(heard, heard, kHalf);
    ASSERT_EQ(hits.size(), 3U);
    EXPECT_EQ(hits[0].pitch, 36.0);
    EXPECT_EQ(hits[1].pitch, 42.0);
    EXPECT_EQ(hits[2].pitch, 38.0);
    EXPECT_DOUBLE_EQ(hits[0].start.value(), 10 * kFrame);
    EXPECT_DOUBLE_EQ(hits[1].start.value(), 10 * kFrame);
    EXPECT_FLOAT_EQ(hits[2].confidence, 0.9F);
    for (const Note& hit : hits) EXPECT_LT(hit.start, hit.end);
}

TEST(DrumHits, OfOneDrumLieApartAndBetweenFramesWhereTheNeighboursSaySo) {
    Activations heard(100);
    for (const std::size_t frame : {10, 12}) heard[frame][0] = 0.9F;  // one stroke, heard twice
    heard[50][0] = 0.9F;
    heard[51][0] = 0.9F;
    const auto hits = hits_of(heard, heard, kHalf);
    ASSERT_EQ(hits.size(), 2U);
    EXPECT_DOUBLE_EQ(hits[0].start.value(), 10 * kFrame);
    EXPECT_DOUBLE_EQ(hits[1].start.value(), 50.5 * kFrame);  // the parabola through 0, 0.9, 0.9
}

TEST(DrumHits, AreAsHardAsTheyAreLoudAmongTheirKind) {
    Activations heard(100);
    Activations strength(100);
    heard[10][0] = heard[30][0] = heard[50][2] = 0.9F;
    strength[10][0] = 4.0F;
    strength[30][0] = 1.0F;
    strength[50][2] = 0.1F;
    auto hits = hits_of(heard, strength, kHalf);
    scale_velocities(hits);
    ASSERT_EQ(hits.size(), 3U);
    EXPECT_FLOAT_EQ(hits[0].velocity, 1.0F);
    EXPECT_FLOAT_EQ(hits[1].velocity, 0.5F);
    EXPECT_FLOAT_EQ(hits[2].velocity, 1.0F);
    EXPECT_TRUE(hits_of({}, {}, kHalf).empty());
}

TEST(DrumHits, DoNotDependOnThePiecesTheyComeIn) {
    Activations heard(400);
    std::uint32_t state = 5;
    for (auto& row : heard)
        for (float& x : row) x = static_cast<float>((state = state * 1664525U + 1013904223U) >> 8U) / 16777216.0F;
    const auto whole = hits_of(heard, heard, kHalf);
    EXPECT_GT(whole.size(), 200U);
    for (const std::size_t piece : {1, 3, 7, 64}) {
        const auto parts = hits_of(heard, heard, kHalf, piece);
        ASSERT_EQ(parts.size(), whole.size()) << piece;
        for (std::size_t i = 0; i < whole.size(); ++i) {
            EXPECT_EQ(parts[i].start, whole[i].start);
            EXPECT_EQ(parts[i].pitch, whole[i].pitch);
        }
    }
}

}  // namespace
}  // namespace stratum::analysis::drums
