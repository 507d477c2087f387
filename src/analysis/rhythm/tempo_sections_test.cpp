#include "rhythm/tempo_sections.hpp"

#include "rhythm/beats.hpp"

#include <cmath>
#include <gtest/gtest.h>

namespace stratum::analysis::rhythm {
namespace {

/// Onset curves of strokes a beat apart, with weaker ones between; a tempo for each part, all parts equally long.
std::vector<float> strokes(double seconds, const std::vector<double>& tempi) {
    std::vector<float> curve(static_cast<std::size_t>(seconds * kFrameRate), 0.0F);
    const double part = seconds / static_cast<double>(tempi.size());
    for (std::size_t p = 0; p < tempi.size(); ++p) {
        const double half = 30.0 / tempi[p];
        for (int n = 0; n * half < part; ++n) {
            const auto frame = static_cast<std::size_t>((static_cast<double>(p) * part + n * half) * kFrameRate);
            if (frame < curve.size()) curve[frame] = n % 2 == 0 ? 1.0F : 0.4F;
        }
    }
    return curve;
}

std::vector<TempoSection> sections_in(const std::vector<float>& curve) {
    std::array<std::vector<float>, kBands> bands;
    bands.fill(levelled(curve));
    TempoEvidence evidence;
    evidence.periodicity = measure_periodicity(bands);
    evidence.onsets_a_second = 4.0;
    evidence.audible = evidence.duration = Seconds{static_cast<double>(curve.size()) / kFrameRate};
    const TempoQuestion question = ask_tempo(evidence);
    const auto answer = vote(question);
    if (!answer) return {};
    return find_tempo_sections(bands, beat_activation(bands), evidence, question.pulses[answer->winner].period);
}

std::vector<TempoSection> sections_of(double seconds, const std::vector<double>& tempi) {
    return sections_in(strokes(seconds, tempi));
}

bool told(const std::vector<TempoSection>& sections, std::size_t i, double bpm) {
    const double found = 60.0 * kFrameRate / sections[i].period;
    for (const double level : {0.5, 1.0, 2.0})
        if (std::abs(found / (bpm * level) - 1.0) < 0.02) return true;
    return false;
}

TEST(TempoSections, OfASteadyRecordingAreNone) {
    EXPECT_TRUE(sections_of(180.0, {124.0}).empty());
    EXPECT_TRUE(sections_of(7200.0, {124.0}).empty());
    EXPECT_TRUE(sections_of(5.0, {124.0}).empty());
}

// From 100 to 120 BPM in 80 s: every part of it has another tempo, and none of them one.
TEST(TempoSections, OfATempoThatGlidesAreNone) {
    std::vector<float> curve(static_cast<std::size_t>(80.0 * kFrameRate), 0.0F);
    double at = 0.0;
    for (int n = 0; at < 80.0; ++n) {
        curve[static_cast<std::size_t>(at * kFrameRate)] = n % 2 == 0 ? 1.0F : 0.4F;
        at += 30.0 / (100.0 + 0.25 * at);
    }
    EXPECT_TRUE(sections_in(curve).empty());
}

// A border is right to half a window: what lies beyond it must not make a section look unsteady.
TEST(TempoSections, AreFoundWhereTheJumpLiesBetweenWindows) {
    for (double seconds = 76.0; seconds < 80.0; seconds += 0.5) {
        SCOPED_TRACE(seconds);
        const auto sections = sections_of(seconds, {180.0, 120.0});
        ASSERT_EQ(sections.size(), 2U);
        EXPECT_TRUE(told(sections, 0, 180.0));
        EXPECT_TRUE(told(sections, 1, 120.0));
    }
}

// Two hours take larger steps between windows than a window is long.
TEST(TempoSections, AreFoundInRecordingsOfEveryLength) {
    for (const double seconds : {80.0, 600.0, 7200.0, 36'000.0}) {
        SCOPED_TRACE(seconds);
        const auto sections = sections_of(seconds, {124.0, 99.0});
        ASSERT_EQ(sections.size(), 2U);
        EXPECT_TRUE(told(sections, 0, 124.0));
        EXPECT_TRUE(told(sections, 1, 99.0));
        EXPECT_EQ(sections[0].begin, 0U);
        EXPECT_EQ(sections[0].end, sections[1].begin);
        const double step = std::max(5.0, seconds / 1200.0);
        EXPECT_NEAR(static_cast<double>(sections[1].begin) / kFrameRate, seconds / 2.0, 2.0 * step);
    }
}

}  // namespace
}  // namespace stratum::analysis::rhythm
