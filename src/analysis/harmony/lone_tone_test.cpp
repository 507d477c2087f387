#include "harmony/lone_tone.hpp"

#include "harmony/test_music.hpp"
#include "stratum/analysis/analyzer.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <numbers>

namespace stratum::analysis {
namespace {

using test_music::kRate;

Report hear(const std::vector<float>& samples) {
    AnalysisOptions options;
    options.analysers = {};
    options.analysers.add(AnalyserId::harmony);
    options.analysers.add(AnalyserId::chords);
    auto report = analyze({samples, 1, SampleRate{kRate}}, options);
    EXPECT_TRUE(report);
    return *report;
}

/// A sine, driven into the stops: odd overtones, as of a square.
std::vector<float> clipped_sine(double hertz, double drive) {
    std::vector<float> out(static_cast<std::size_t>(6) * kRate);
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = static_cast<float>(
            std::clamp(drive * std::sin(2.0 * std::numbers::pi * hertz * static_cast<double>(i) / kRate), -0.9, 0.9));
    return out;
}

TEST(LoneTone, HasNoKeyAndNoChordHoweverManyOvertones) {
    // Not higher: what a clipped sine folds back from above half the sampling rate is no overtone of it.
    for (const double hertz : {110.0, 220.0, 277.2, 440.0})
        for (const double drive : {0.5, 3.0, 10.0}) {
            const Report report = hear(clipped_sine(hertz, drive));
            EXPECT_FALSE(report.harmony->key) << hertz << " " << drive;
            EXPECT_FALSE(report.harmony->tuning) << hertz << " " << drive;
            ASSERT_TRUE(report.harmony->lone_tone) << hertz << " " << drive;
            EXPECT_NEAR(report.harmony->lone_tone->value(), hertz, 0.01 * hertz);
            for (const ChordSpan& span : report.chords->spans)
                EXPECT_FALSE(span.chord) << hertz << " " << drive << " " << harte_of(*span.chord);
        }
    std::vector<float> note;
    test_music::add_note(note, 57, 0.0, 5.0, 0.2);
    EXPECT_TRUE(hear(note).harmony->lone_tone);
    EXPECT_FALSE(hear(note).harmony->key);
}

TEST(LoneTone, IsNoChordAndNoMelody) {
    std::vector<float> chord;
    // The triad over its root: but for 14 cents all of it are overtones of the bass.
    test_music::add_triad(chord, 0, Mode::major, 0.0, 6.0, 0.0);
    const Report one = hear(chord);
    EXPECT_FALSE(one.harmony->lone_tone);
    ASSERT_TRUE(one.harmony->key);
    EXPECT_EQ(one.harmony->key->key, (Key{0, Mode::major}));

    std::vector<float> scale;
    int n = 0;
    for (const int step : {0, 2, 4, 5, 7, 9, 11, 12}) test_music::add_note(scale, 60 + step, 0.8 * n++, 0.8, 0.2);
    EXPECT_FALSE(hear(scale).harmony->lone_tone);
    EXPECT_FALSE(hear(test_music::noise(5.0)).harmony->lone_tone);
    EXPECT_FALSE(hear(test_music::drums(8.0)).harmony->lone_tone);
    EXPECT_FALSE(hear(std::vector<float>(kRate, 0.0F)).harmony->lone_tone);
}

TEST(LoneTone, OfOneFrameNeedsNearlyAllPeaksAmongItsOvertones) {
    const std::vector<Peak> tone{{100.0, 1.0}, {200.0, 0.5}, {300.4, 0.4}, {703.0, 0.1}};
    EXPECT_EQ(lone_tone_of(tone), 100.0);
    const std::vector<Peak> tempered_third{{100.0, 1.0}, {200.0, 0.5}, {300.0, 0.4}, {504.0, 0.5}};
    EXPECT_FALSE(lone_tone_of(tempered_third));
    EXPECT_FALSE(lone_tone_of({}));
    EXPECT_FALSE(held_tone({}, {}));
}

}  // namespace
}  // namespace stratum::analysis
