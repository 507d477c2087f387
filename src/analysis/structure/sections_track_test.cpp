#include "structure/sections_track.hpp"

#include "structure/test_song.hpp"

#include <gtest/gtest.h>

namespace stratum::analysis::structure {
namespace {

using test_song::kRate;
using test_song::listened;

std::vector<float> sine(double hertz, float amplitude) {
    std::vector<float> out(4 * kRate);
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] =
            amplitude * static_cast<float>(std::sin(2.0 * std::numbers::pi * hertz * static_cast<double>(i) / kRate));
    return out;
}

double level_at(const SectionTrack& track, std::size_t frame, std::size_t band) {
    return SectionTrack::decibels(track.level[frame * SectionTrack::kBands + band]);
}

TEST(SectionTrack, KeepsTheLevelOfEachBand) {
    const SectionTrack track = listened(sine(1000.0, 1.0F));
    ASSERT_EQ(track.level.size(), track.frames() * SectionTrack::kBands);
    EXPECT_NEAR(static_cast<double>(track.frames()) * SectionTrack::hop(), 4.0, SectionTrack::hop());
    double most = -100.0;
    for (std::size_t band = 0; band < SectionTrack::kBands; ++band) most = std::max(most, level_at(track, 20, band));
    EXPECT_NEAR(most, -3.0, 1.0);  // the power of a full-scale sine; the edge bins of a band miss a little
    EXPECT_LT(level_at(track, 20, 0), most - 60.0);  // nothing in the bass
}

TEST(SectionTrack, TonalLevelTellsTonesFromNoise) {
    const SectionTrack tone = listened(sine(700.0, 0.1F));
    std::mt19937 random{3};
    std::normal_distribution<float> normal{0.0F, 0.07F};  // the power of the tone
    std::vector<float> hiss(4 * kRate);
    for (float& x : hiss) x = normal(random);
    const SectionTrack noise = listened(hiss);
    EXPECT_GT(SectionTrack::decibels(tone.tonal[20]), SectionTrack::decibels(noise.tonal[20]) + 8.0);
}

TEST(SectionTrack, SilenceIsTheLowestLevel) {
    const SectionTrack track = listened(std::vector<float>(kRate, 0.0F));
    for (const std::uint8_t code : track.level) EXPECT_EQ(code, 0);
    EXPECT_EQ(listened({}).frames(), 0U);
}

}  // namespace
}  // namespace stratum::analysis::structure
