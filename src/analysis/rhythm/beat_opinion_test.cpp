#include "rhythm/beat_opinion.hpp"

#include "rhythm/onsets.hpp"

#include <cmath>
#include <gtest/gtest.h>

namespace stratum::analysis::rhythm {
namespace {

// Peaks as wide as the network's at the given times.
BeatActivations peaks_at(const std::vector<double>& times, double seconds, float height = 0.9F) {
    BeatActivations heard;
    heard.beat.assign(static_cast<std::size_t>(seconds * BeatBands::kStepRate), 0.02F);
    for (const double time : times) {
        const double at = time * BeatBands::kStepRate - BeatActivations::kStepOffset;
        for (std::size_t i = 0; i < heard.beat.size(); ++i)
            heard.beat[i] =
                std::max(heard.beat[i], height * static_cast<float>(1.0 - std::abs(static_cast<double>(i) - at) / 1.5));
    }
    heard.downbeat = heard.beat;
    return heard;
}

std::vector<double> every(double period, double from, double to) {
    std::vector<double> times;
    for (double at = from; at < to; at += period) times.push_back(at);
    return times;
}

Pulse pulse_of(double bpm) { return {60.0 / bpm * kFrameRate}; }

TEST(BeatOpinion, StepsAndFramesAreOneClock) {
    for (const double frame : {0.0, 17.5, 4000.0}) EXPECT_NEAR(frame_of_step(step_of(frame)), frame, 1e-9);
    // A step's middle is a quarter of a step after its first frame, which is centred on the step's number of hops.
    const double seconds = 10.25 / BeatBands::kStepRate;
    EXPECT_NEAR(frame_of_step(10.0), (seconds - kOnsetLatency.value()) * kFrameRate, 1e-9);
}

TEST(BeatOpinion, DistancesTellTheLevelOfThePulse) {
    const BeatActivations heard = peaks_at(every(60.0 / 128.0, 0.3, 30.0), 30.0);
    const BeatIntervals intervals{{&heard, 0, heard.steps()}};
    EXPECT_NEAR(intervals.commonest(), pulse_of(128.0).period, 0.3);
    EXPECT_GT(intervals.near(pulse_of(128.0).period), 0.95);
    EXPECT_EQ(intervals.near(pulse_of(64.0).period), 0.0);
    EXPECT_EQ(intervals.near(pulse_of(256.0).period), 0.0);
}

TEST(BeatOpinion, APlayerWhoDriftsHasHisMeanTempo) {
    std::vector<double> times;
    double at = 0.5;
    for (int i = 0; at < 40.0; ++i) {
        times.push_back(at);
        at += 60.0 / 96.0 * (1.0 + 0.03 * std::sin(0.7 * i));
    }
    const BeatActivations heard = peaks_at(times, 40.0);
    EXPECT_NEAR(BeatIntervals({&heard, 0, heard.steps()}).commonest(), pulse_of(96.0).period, 1.0);
}

TEST(BeatOpinion, OnlyTheStretchInQuestionCounts) {
    std::vector<double> times = every(0.5, 0.25, 20.0);
    const std::vector<double> later = every(0.4, 20.2, 40.0);
    times.insert(times.end(), later.begin(), later.end());
    const BeatActivations heard = peaks_at(times, 40.0);
    const BeatEvidence whole{&heard, 0, heard.steps()};
    EXPECT_NEAR(BeatIntervals(whole.between(0.0, 20.0 * kFrameRate)).commonest(), pulse_of(120.0).period, 0.3);
    EXPECT_NEAR(BeatIntervals(whole.between(20.0 * kFrameRate, 40.0 * kFrameRate)).commonest(), pulse_of(150.0).period,
                0.3);
}

TEST(BeatOpinion, WhereNoPeaksAreThereIsNoOpinion) {
    const BeatActivations flat = peaks_at({}, 20.0);
    EXPECT_TRUE(BeatIntervals({&flat, 0, flat.steps()}).empty());
    EXPECT_TRUE(BeatIntervals({}).empty());
    const BeatActivations two = peaks_at({1.0, 1.5}, 20.0);
    EXPECT_TRUE(BeatIntervals({&two, 0, two.steps()}).empty());
}

TEST(BeatOpinion, ClassesAreReadWhereTheyStand) {
    BeatActivations heard = peaks_at({}, 10.0);
    for (int row = 0; row < 7; ++row) {
        auto& classes = heard.tempo.emplace_back();
        classes.fill(0.0F);
        classes[48] = 9.0F;  // 40 BPM and two octaves: 160.
    }
    const std::array<Pulse, 3> pulses{pulse_of(80.0), pulse_of(161.0), pulse_of(107.0)};
    const std::vector<double> scores = class_scores({&heard, 0, heard.steps()}, pulses);
    EXPECT_GT(scores[1], scores[0] + 3.0);
    EXPECT_GT(scores[1], scores[2] + 3.0);
    EXPECT_NEAR(scores[0], scores[2], 0.2);
}

TEST(BeatOpinion, AgreementFallsWithBeatsThatAreMissingMovedOrTooMany) {
    const BeatActivations heard = peaks_at(every(0.5, 0.25, 30.0), 30.0);
    const BeatEvidence evidence{&heard, 0, heard.steps()};
    const auto frames = [](double period, double from) {
        std::vector<double> beats = every(period, from, 30.0);
        for (double& beat : beats) beat = (beat - kOnsetLatency.value()) * kFrameRate;
        return beats;
    };
    EXPECT_GT(agreement(evidence, frames(0.5, 0.25)), 0.8);
    EXPECT_LT(agreement(evidence, frames(0.5, 0.5)), 0.1);   // Half a beat off.
    EXPECT_LT(agreement(evidence, frames(1.0, 0.25)), 0.7);  // Every second one.
    EXPECT_LT(agreement(evidence, frames(0.25, 0.25)), 0.7);
    EXPECT_EQ(agreement(evidence, {}), 0.0);
}

TEST(BeatOpinion, AnActivationIsDrawnBetweenItsSteps) {
    const BeatActivations heard = peaks_at({5.0}, 10.0);
    const std::vector<float> frames = at_frames(heard.beat, 800);
    const auto top = std::max_element(frames.begin(), frames.end()) - frames.begin();
    EXPECT_NEAR(static_cast<double>(top) / kFrameRate + kOnsetLatency.value(), 5.0, 0.012);
    EXPECT_NEAR(activation_at(heard.beat, static_cast<double>(top)), 0.9, 0.3);
}

}  // namespace
}  // namespace stratum::analysis::rhythm
