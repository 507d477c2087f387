#include "rhythm/tempo_bounds.hpp"

#include "rhythm/tempo_vote.hpp"
#include "rhythm/test_signals.hpp"

#include <gtest/gtest.h>

namespace stratum::analysis::rhythm {
namespace {

Pulse at(double bpm) { return {60.0 * kFrameRate / bpm}; }

TEST(AddOctavesWithin, AsksAboutTheOctavesThatTheListenerWants) {
    std::vector<Pulse> pulses{at(85), at(113)};
    add_octaves_within(pulses, {Bpm{88}, Bpm{175}});
    ASSERT_EQ(pulses.size(), 3U);
    EXPECT_NEAR(pulses[2].tempo().value(), 170.0, 1e-9);
    add_octaves_within(pulses, {Bpm{88}, Bpm{175}});
    EXPECT_EQ(pulses.size(), 3U);  // It is there by now.
}

TEST(KeepWithin, HandsWhatSpeaksForAPulseToItsOctave) {
    const std::vector<Pulse> pulses{at(85), at(170), at(113)};
    std::vector<double> probabilities{0.6, 0.2, 0.15};
    keep_within(probabilities, pulses, {Bpm{88}, Bpm{175}});
    EXPECT_EQ(probabilities[0], 0.0);
    EXPECT_DOUBLE_EQ(probabilities[1], 0.8);
    EXPECT_DOUBLE_EQ(probabilities[2], 0.15);
}

TEST(KeepWithin, InARangeNarrowerThanAnOctaveWhatIsInsideWins) {
    const std::vector<Pulse> pulses{at(84), at(126)};  // 126 read as 84: no octave of that lies inside.
    std::vector<double> probabilities{0.8, 0.1};
    keep_within(probabilities, pulses, {Bpm{120}, Bpm{130}});
    EXPECT_EQ(probabilities[0], 0.0);
    EXPECT_DOUBLE_EQ(probabilities[1], 0.1);  // And nobody pretends to be surer of it.
}

TEST(KeepWithin, SetsARangeAsideThatIsForOtherMusic) {
    const std::vector<Pulse> pulses{at(100), at(125)};
    std::vector<double> probabilities{0.95, 0.01};
    keep_within(probabilities, pulses, {Bpm{120}, Bpm{130}});
    EXPECT_DOUBLE_EQ(probabilities[0], 0.95);
}

TEST(IsWithin, GivesABorderOnePerCent) {
    EXPECT_TRUE(is_within(at(87.5), {Bpm{88}, Bpm{175}}));
    EXPECT_FALSE(is_within(at(87.0), {Bpm{88}, Bpm{175}}));
    EXPECT_TRUE(is_within(at(176.5), {Bpm{88}, Bpm{175}}));
}

Report heard(double bpm, std::optional<TempoRange> range) {
    const auto track = test::backbeat(Bpm{bpm}, Seconds{40}, 0.2);
    return analyze({track.samples(), 1, test::kRate}, {.tempo_range = range}).value();
}

TEST(TempoRange, DecidesTheOctaveOfARecording) {
    for (const auto& [range, expected] : {std::pair{TempoRange{Bpm{88}, Bpm{175}}, 174.0},
                                          {TempoRange{Bpm{60}, Bpm{120}}, 87.0},
                                          {TempoRange{Bpm{170}, Bpm{180}}, 174.0},
                                          {TempoRange{Bpm{40}, Bpm{60}}, 43.5}}) {
        const Report report = heard(174.0, range);
        ASSERT_TRUE(report.rhythm->tempo);
        EXPECT_NEAR(report.rhythm->tempo->bpm.value(), expected, 0.05);
        for (const auto& other : report.rhythm->tempo->alternatives) {
            EXPECT_GE(other.bpm.value(), 0.98 * range.slowest.value());
            EXPECT_LE(other.bpm.value(), 1.02 * range.fastest.value());
        }
        ASSERT_TRUE(report.rhythm->grid);
        const auto& beats = report.rhythm->grid->beats;
        ASSERT_GT(beats.size(), 8U);
        EXPECT_NEAR((beats[5] - beats[4]).value(), 60.0 / expected, 0.02);
    }
}

TEST(TempoRange, ThatIsSetAsideIsNamedInTheReport) {
    // 174 has no octave from 100 to 120, and no relative there that anything speaks for.
    const Report report = heard(174.0, TempoRange{Bpm{100}, Bpm{112}});
    ASSERT_TRUE(report.rhythm->tempo);
    EXPECT_NEAR(report.rhythm->tempo->bpm.value(), 174.0, 0.05);
    ASSERT_TRUE(report.rhythm->range_set_aside);
    EXPECT_EQ(*report.rhythm->range_set_aside, (TempoRange{Bpm{100}, Bpm{112}}));
    EXPECT_FALSE(heard(174.0, TempoRange{Bpm{88}, Bpm{175}}).rhythm->range_set_aside);
    EXPECT_FALSE(heard(174.0, std::nullopt).rhythm->range_set_aside);
}

TEST(TempoRange, ThatIsNoneIsRefused) {
    const auto refused = Analyzer::create(SampleRate{44100}, 1, {.tempo_range = TempoRange{Bpm{175}, Bpm{88}}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace stratum::analysis::rhythm
