#include "pitch/path.hpp"

#include <gtest/gtest.h>

namespace stratum::analysis {
namespace {

/// Two candidates a frame: the pitch, and the octave below that looks better at times.
PitchFrame frame(float lag, bool fooled, float voicing) {
    PitchFrame out;
    out.candidates.count = 2;
    out.candidates.all[0] = {lag, 0.05F, fooled ? 0.2F : 0.8F};
    out.candidates.all[1] = {2.0F * lag, 0.05F, fooled ? 0.8F : 0.2F};
    out.voicing = voicing;
    return out;
}

TEST(PitchPath, PassesOverAFrameThatHearsTheWrongOctave) {
    PitchPath path;
    std::vector<PitchChoice> out;
    for (int n = 0; n < 40; ++n) path.push(frame(100.0F, n == 20, 0.9F), out);
    path.finish(out);
    ASSERT_EQ(out.size(), 40U);
    for (const PitchChoice& choice : out) EXPECT_EQ(choice.lag, 100.0F);
}

TEST(PitchPath, GivesOutFramesBeforeTheEnd) {
    PitchPath path;
    std::vector<PitchChoice> out;
    for (int n = 0; n < 500; ++n) path.push(frame(100.0F, false, 0.9F), out);
    EXPECT_GE(out.size(), 400U);
}

TEST(PitchPath, GivesOutEveryFrameOnceWhereNothingIsEverSure) {
    PitchPath path;
    std::vector<PitchChoice> out;
    PitchFrame tie;
    tie.candidates.count = kMostCandidates;
    for (std::size_t i = 0; i < kMostCandidates; ++i)
        tie.candidates.all[i] = {50.0F * static_cast<float>(i + 1), 0.1F, 0.1F};
    tie.voicing = 0.5F;
    constexpr int kFrames = 12000;  // More than the path holds.
    for (int n = 0; n < kFrames; ++n) path.push(tie, out);
    EXPECT_GT(out.size(), 4096U);
    path.finish(out);
    EXPECT_EQ(out.size(), static_cast<std::size_t>(kFrames));
}

TEST(PitchPath, IsUnvoicedWhereNothingWasHeard) {
    PitchPath path;
    std::vector<PitchChoice> out;
    for (int n = 0; n < 10; ++n) path.push(PitchFrame{.candidates = {}, .voicing = 0.9F, .level = -120.0F}, out);
    path.finish(out);
    for (const PitchChoice& choice : out) {
        EXPECT_EQ(choice.lag, 0.0F);
        EXPECT_LT(choice.confidence, 0.5F);
    }
}

}  // namespace
}  // namespace stratum::analysis
