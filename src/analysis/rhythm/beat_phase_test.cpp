#include "rhythm/beat_phase.hpp"

#include <gtest/gtest.h>

namespace stratum::analysis::rhythm {
namespace {

constexpr double kBeat = 40.0;  // Frames: 129 BPM.
constexpr std::size_t kBeats = 64;

/// Equal strokes on every half of a beat: nothing but the beginning tells beats from what lies between.
struct Halves {
    OnsetCurves curves;
    std::array<std::vector<float>, kBands> levelled;
    std::vector<double> beats;

    Halves() {
        std::vector<float> curve(static_cast<std::size_t>(kBeat * (kBeats + 2)), 0.0F);
        for (std::size_t at = 20; at < curve.size(); at += 20) curve[at] = 1.0F;
        curves.strength.fill(curve);
        levelled.fill(curve);
        for (std::size_t i = 1; i <= kBeats; ++i) beats.push_back(static_cast<double>(i) * kBeat);
    }
    [[nodiscard]] double part(std::optional<double> first_stroke) const {
        return choose_phase(curves, levelled, beats, {}, first_stroke).part;
    }
};

TEST(ChoosePhase, TakesTheFirstStrokeForABeatWhereNothingElseTells) {
    const Halves halves;
    EXPECT_EQ(halves.part(kBeat), 0.0);
    EXPECT_EQ(halves.part(kBeat + 1.0), 0.0);
    EXPECT_EQ(halves.part(0.5 * kBeat), 0.5);
    EXPECT_EQ(halves.part(9.5 * kBeat), 0.5);
}

TEST(ChoosePhase, BelievesStrongerStrokesMoreThanTheFirstOne) {
    Halves halves;
    for (auto& curve : halves.levelled)
        for (std::size_t at = 20; at < curve.size(); at += 40) curve[at] = 0.1F;
    EXPECT_EQ(halves.part(0.5 * kBeat), 0.0);
}

}  // namespace
}  // namespace stratum::analysis::rhythm
