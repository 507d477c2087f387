#include "rhythm/free_beats.hpp"

#include "rhythm/beat_opinion.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

namespace stratum::analysis::rhythm {
namespace {

constexpr double kStepRate = 22050.0 / 512.0;
constexpr double kFramesAMinute = 60.0 * 22050.0 / 256.0;

/// What a network would say that hears beats at these times (steps) and has no opinion about the tempo.
BeatActivations heard(const std::vector<double>& beats, std::size_t steps) {
    BeatActivations out;
    out.beat.assign(steps, 0.02F);
    for (const double beat : beats) {
        const auto at = static_cast<std::size_t>(std::lround(beat));
        for (int off = -1; off <= 1; ++off)
            out.beat[static_cast<std::size_t>(static_cast<int>(at) + off)] = off == 0 ? 0.8F : 0.3F;
    }
    out.downbeat.assign(steps, 0.02F);
    out.tempo.resize(steps / BeatActivations::kTempoHop + 1);
    return out;
}

double share_found(const std::vector<double>& told, const std::vector<double>& truth) {
    std::size_t found = 0;
    for (const double beat : truth)
        for (const double frame : told)
            if (std::abs(step_of(frame) - beat) < 2.0) {
                ++found;
                break;
            }
    return static_cast<double>(found) / static_cast<double>(truth.size());
}

TEST(FreeBeats, FollowATempoThatDoubles) {
    std::vector<double> beats;
    for (double at = 20.0, gap = 40.0; at < 3980.0; at += gap) {
        beats.push_back(at);
        gap = std::max(20.0, gap * 0.992);
    }
    const auto told = free_beats(heard(beats, 4000), kFramesAMinute / 90.0);
    EXPECT_EQ(share_found(told, beats), 1.0);
    EXPECT_NEAR(static_cast<double>(told.size()), static_cast<double>(beats.size()), 1.0);
}

TEST(FreeBeats, GoOnThroughBeatsThatAreNotHeard) {
    std::vector<double> beats;
    std::vector<double> audible;
    for (int i = 0; i < 100; ++i) {
        beats.push_back(20.0 + 25.0 * i);
        if (i % 10 < 8) audible.push_back(beats.back());
    }
    const auto told = free_beats(heard(audible, 2540), kFramesAMinute / 103.0);
    EXPECT_GE(share_found(told, beats), 0.97);
    EXPECT_LE(told.size(), beats.size() + 2);
}

TEST(FreeBeats, AreTheSameAcrossTheBordersOfWhatIsDecidedAtOnce) {
    // An hour: three chunks of twenty minutes and their seams.
    std::vector<double> beats;
    const auto steps = static_cast<std::size_t>(3600.0 * kStepRate);
    for (double at = 20.0; at + 30.0 < static_cast<double>(steps); at += 21.5) beats.push_back(at);
    const auto told = free_beats(heard(beats, steps), kFramesAMinute / 120.0);
    EXPECT_EQ(share_found(told, beats), 1.0);
    EXPECT_EQ(told.size(), beats.size());
    EXPECT_TRUE(std::ranges::is_sorted(told));
}

TEST(FreeBeats, KeepTheirDistanceWhereAQuietPassageLiesOnABorder) {
    std::vector<double> beats;
    const std::size_t steps = 43 * 60 * 30;
    const double border = 43.0 * 60.0 * 20.0;
    for (double at = 20.0; at + 30.0 < static_cast<double>(steps); at += 30.0)
        if (std::abs(at - (border - 43.0 * 25.0)) > 43.0 * 10.0) beats.push_back(at);
    const auto told = free_beats(heard(beats, steps), kFramesAMinute / 86.0);
    for (std::size_t i = 1; i < told.size(); ++i) {
        EXPECT_LE(step_of(told[i]) - step_of(told[i - 1]), 76.0) << told[i];
        EXPECT_GE(step_of(told[i]) - step_of(told[i - 1]), 10.0) << told[i];
    }
}

TEST(FreeBeats, StayInTheRangeThatSomebodyGave) {
    std::vector<double> beats;
    for (double at = 20.0; at < 3980.0; at += 20.0) beats.push_back(at);  // 129 BPM
    const auto told = free_beats(heard(beats, 4000), kFramesAMinute / 64.6, TempoRange{Bpm{50.0}, Bpm{90.0}});
    for (std::size_t i = 1; i < told.size(); ++i) EXPECT_NEAR(step_of(told[i]) - step_of(told[i - 1]), 40.0, 8.0);
}

TEST(FreeBeats, OfNothingAreNone) { EXPECT_TRUE(free_beats({}, 40.0).empty()); }

}  // namespace
}  // namespace stratum::analysis::rhythm
