#include "rhythm/rhythm.hpp"

#include "rhythm/test_signals.hpp"

#include <gtest/gtest.h>

namespace stratum::analysis {
namespace {

using test::Track;

class SteadyTempo : public testing::TestWithParam<double> {};

TEST_P(SteadyTempo, OfABackbeatIsFoundExactly) {
    const Bpm tempo{GetParam()};
    const Report report = test::hear(test::backbeat(tempo, Seconds{60}, 0.31));
    ASSERT_TRUE(report.rhythm && report.rhythm->tempo && report.rhythm->grid);
    // Beats are right to about 2 ms over 60 s: 0.01 at 200 BPM; and whole tempi are rounded to.
    EXPECT_NEAR(report.rhythm->tempo->bpm.value(), tempo.value(), 0.02);
    EXPECT_EQ(report.rhythm->grid->kind, GridKind::constant);
    // A hop is 11.6 ms; strokes of all kinds are met within it.
    EXPECT_LT(test::largest_miss(report.rhythm->grid->beats, 0.31, beat_period(tempo).value(), 0.0), 0.012);
    // From the first stroke to the last, none left out.
    const double expected = (60.0 - 0.31) / beat_period(tempo).value();
    EXPECT_NEAR(static_cast<double>(report.rhythm->grid->beats.size()), expected, 1.5);
}
INSTANTIATE_TEST_SUITE_P(From80To180, SteadyTempo,
                         testing::Values(80.0, 92.5, 100.0, 113.37, 120.0, 127.0, 128.0, 140.0, 150.2, 160.0, 174.0,
                                         180.0));

class ClickTrack : public testing::TestWithParam<double> {};

TEST_P(ClickTrack, HasItsTempoOrAnOctaveOfItExactly) {
    // Bare clicks carry no metre: which octave is the beat is taste, the period is not.
    const Bpm tempo{GetParam()};
    const Report report = test::hear(test::clicks(tempo, Seconds{40}));
    ASSERT_TRUE(report.rhythm && report.rhythm->tempo);
    const double octaves = std::log2(report.rhythm->tempo->bpm.value() / tempo.value());
    EXPECT_NEAR(octaves, std::round(octaves), 0.02 / tempo.value() * 1.5);
    EXPECT_LE(std::abs(octaves), 1.1);
}
INSTANTIATE_TEST_SUITE_P(From60To200, ClickTrack,
                         testing::Values(60.0, 75.0, 90.0, 103.7, 120.0, 145.0, 165.0, 180.0, 200.0));

TEST(HearRhythm, GivesNoTempoToSilence) {
    const Report report = test::hear(Track{Seconds{10}});
    ASSERT_TRUE(report.rhythm);
    EXPECT_FALSE(report.rhythm->tempo);
    EXPECT_FALSE(report.rhythm->grid);
    EXPECT_TRUE(report.rhythm->onsets.empty());
}

TEST(HearRhythm, GivesNoTempoToNoise) {
    for (const double length : {3.0, 10.0, 30.0}) {
        Track track{Seconds{length}};
        track.hiss(0.3F);
        EXPECT_FALSE(test::hear(track).rhythm->tempo) << length << " s";
    }
}

TEST(HearRhythm, GivesNoTempoToAHeldTone) {
    Track track{Seconds{20}};
    track.tone(0.0, 20.0, 440.0, 0.5F);
    EXPECT_FALSE(test::hear(track).rhythm->tempo);
}

TEST(HearRhythm, TakesEveryShortLength) {
    for (const double length : {0.0001, 0.01, 0.1, 0.5, 1.0, 1.7, 2.5}) {
        const Report report = test::hear(test::backbeat(Bpm{120}, Seconds{length}));
        EXPECT_TRUE(report.rhythm) << length << " s";
    }
}

TEST(HearRhythm, HasNoBeatThatTheAudioDoesNotReach) {
    // Cut where the next beat would begin, which still rings in the last frame: 20 beats at 120 fill 10 s.
    for (const double length : {9.9995, 10.0, 10.001, 30.0}) {
        const Report report = test::hear(test::backbeat(Bpm{120}, Seconds{length}));
        ASSERT_TRUE(report.rhythm->grid);
        EXPECT_LT(report.rhythm->grid->beats.back(), report.duration) << length << " s";
        EXPECT_GE(report.rhythm->grid->beats.front(), Seconds{0.0});
    }
}

TEST(HearRhythm, FindsTheTempoOfALoopOfOneBarFromItsLength) {
    // Four beats at 174 fill 1.379 s, 16 at 93 fill 10.32 s.
    for (const auto& [bpm, beats] :
         {std::pair{174.0, 4}, std::pair{140.0, 8}, std::pair{93.0, 16}, std::pair{120.0, 4}}) {
        const Report report = test::hear(test::backbeat(Bpm{bpm}, Seconds{beats * 60.0 / bpm}));
        ASSERT_TRUE(report.rhythm->tempo) << bpm;
        EXPECT_NEAR(report.rhythm->tempo->bpm.value(), bpm, 0.02) << beats << " beats";
    }
}

TEST(HearRhythm, KeepsTheGridThroughABreakWithoutDrums) {
    const double beat = beat_period(Bpm{126}).value();
    Track track{Seconds{90}};
    for (int n = 0; n * beat < 90; ++n) {
        const double at = n * beat;
        const bool pause = at > 35 && at < 55;
        if (!pause) {
            track.kick(at);
            track.hat(at + beat / 2, 0.3F);
            if (n % 2 == 1) track.snare(at, 0.3F);
        }
        if (n % 4 == 0) track.tone(at, 4 * beat, n % 8 == 0 ? 220.0 : 261.6);
    }
    const Report report = test::hear(track);
    ASSERT_TRUE(report.rhythm->grid);
    EXPECT_EQ(report.rhythm->grid->kind, GridKind::constant);
    EXPECT_NEAR(report.rhythm->tempo->bpm.value(), 126.0, 0.02);
    EXPECT_LT(test::largest_miss(report.rhythm->grid->beats, 0.0, beat, 0.0), 0.012);
    EXPECT_NEAR(static_cast<double>(report.rhythm->grid->beats.size()), 90 / beat, 1.5);
}

/// A backbeat that changes from one tempo to another at 40 of 80 seconds.
Track jump(double before, double after, int hats = 2) {
    Track track{Seconds{80}};
    const auto play = [&](double from, double to, double bpm) {
        const double beat = 60.0 / bpm;
        for (int n = 0; from + n * beat < to - 1e-6; ++n) {
            const double at = from + n * beat;
            track.kick(at, n % 2 == 0 ? 0.9F : 0.3F);
            if (n % 2 == 1) track.snare(at);
            for (int h = 0; h < hats; ++h) track.hat(at + h * beat / hats);
        }
    };
    play(0.0, 40.0, before);
    play(40.0, 80.0, after);
    return track;
}

TEST(HearRhythm, CutsTheGridWhereTheTempoJumps) {
    for (const auto [before, after] : {std::pair{120.0, 132.0}, {120.0, 92.0}, {150.0, 112.5}, {90.0, 128.0}}) {
        SCOPED_TRACE(testing::Message() << before << " to " << after);
        const Report report = test::hear(jump(before, after));
        ASSERT_TRUE(report.rhythm->grid);
        EXPECT_EQ(report.rhythm->grid->kind, GridKind::piecewise);
        const auto& regions = report.rhythm->grid->regions;
        ASSERT_EQ(regions.size(), 2U);
        EXPECT_NEAR(regions[0].bpm.value(), before, 0.05);
        EXPECT_NEAR(regions[1].bpm.value(), after, 0.05);
        EXPECT_NEAR(regions[1].start.value(), 40.0, 60.0 / after);  // One beat.
        EXPECT_EQ(regions[0].end, regions[1].start);
        const double told = report.rhythm->tempo->bpm.value();
        EXPECT_TRUE(std::abs(told - before) < 0.05 || std::abs(told - after) < 0.05) << told;
    }
}

// With strokes on every quarter of a beat, tempi as 4 to 3 have three in four of them in common.
TEST(HearRhythm, CutsTheGridWhereTheTempiShareMostOfTheirStrokes) {
    for (const auto [before, after] : {std::pair{120.0, 90.0}, {100.0, 75.0}, {90.0, 120.0}}) {
        SCOPED_TRACE(testing::Message() << before << " to " << after);
        const Report report = test::hear(jump(before, after, 4));
        ASSERT_TRUE(report.rhythm->grid);
        const auto& regions = report.rhythm->grid->regions;
        ASSERT_EQ(regions.size(), 2U);
        EXPECT_NEAR(regions[0].bpm.value(), before, 0.05);
        EXPECT_NEAR(regions[1].bpm.value(), after, 0.05);
        EXPECT_NEAR(regions[1].start.value(), 40.0, 60.0 / after + 0.02);
    }
}

TEST(HearRhythm, FollowsARampWithFreeBeats) {
    // From 100 to 140 beats a minute over 60 s.
    Track track{Seconds{60}};
    std::vector<double> truth;
    double at = 0.0;
    for (int n = 0; at < 60; ++n) {
        truth.push_back(at);
        if (n % 2 == 0)
            track.kick(at);
        else
            track.snare(at);
        const double beat = 60.0 / (100.0 + 40.0 * at / 60.0);
        track.hat(at);
        track.hat(at + beat / 2);
        at += beat;
    }
    const Report report = test::hear(track);
    ASSERT_TRUE(report.rhythm->grid);
    EXPECT_NE(report.rhythm->grid->kind, GridKind::constant);
    std::size_t met = 0;
    for (const double beat : truth)
        for (const Seconds found : report.rhythm->grid->beats) met += std::abs(found.value() - beat) < 0.07 ? 1 : 0;
    // The usual tolerance; the first and last bars may be missed.
    EXPECT_GT(met, truth.size() * 9 / 10);
}

TEST(HearRhythm, CountsAWaltzInThree) {
    Track track{Seconds{60}};
    const double beat = beat_period(Bpm{140}).value();
    constexpr std::array kBass{110.0, 146.8, 82.4, 110.0};
    for (int n = 0; n * beat < 60; ++n) {
        if (n % 3 == 0) {
            track.kick(n * beat);
            track.tone(n * beat, beat, kBass[static_cast<std::size_t>(n / 3) % 4], 0.3F);
        } else {
            track.snare(n * beat, 0.2F);
        }
    }
    const Report report = test::hear(track);
    ASSERT_TRUE(report.rhythm->metre && report.rhythm->grid);
    EXPECT_EQ(report.rhythm->metre->beats_per_bar % 3, 0);  // Three, or two bars of it.
    EXPECT_NEAR(report.rhythm->tempo->bpm.value(), 140.0, 0.02);
    for (const Seconds downbeat : report.rhythm->grid->downbeats) {
        const double bars = downbeat.value() / (3 * beat);
        EXPECT_NEAR(bars, std::round(bars), 0.03);
    }
}

TEST(HearRhythm, PutsDownbeatsWhereBassAndFootDrumBegin) {
    Track track{Seconds{60}};
    const double beat = beat_period(Bpm{124}).value();
    constexpr std::array kBass{55.0, 73.4, 65.4, 82.4};
    for (int n = 1; 0.2 + n * beat < 60; ++n) {  // Begins on the second beat of a bar.
        const double at = 0.2 + n * beat;
        track.kick(at);
        track.hat(at + beat / 2, 0.3F);
        if (n % 2 == 1) track.snare(at, 0.4F);
        if (n % 4 == 0) {
            track.tone(at, 4 * beat, kBass[static_cast<std::size_t>(n / 4) % 4], 0.3F);
            track.tone(at, 4 * beat, 4 * kBass[static_cast<std::size_t>(n / 4) % 4], 0.2F);
        }
    }
    const Report report = test::hear(track);
    ASSERT_TRUE(report.rhythm->metre && report.rhythm->grid);
    EXPECT_EQ(report.rhythm->metre->beats_per_bar, 4);
    ASSERT_GT(report.rhythm->grid->downbeats.size(), 20U);
    for (const Seconds downbeat : report.rhythm->grid->downbeats) {
        const double bars = (downbeat.value() - 0.2) / (4 * beat);
        EXPECT_NEAR(bars, std::round(bars), 0.03);
    }
}

TEST(HearRhythm, FindsTheSwungBeatAndNotItsTriplets) {
    Track track{Seconds{60}};
    const double beat = beat_period(Bpm{132}).value();
    for (int n = 0; n * beat < 60; ++n) {
        track.hat(n * beat, 0.4F);
        if (n % 2 == 1) {
            track.snare(n * beat, 0.3F);
            track.hat((n + 2.0 / 3.0) * beat, 0.3F);
        } else {
            track.kick(n * beat);
        }
    }
    const Report report = test::hear(track);
    ASSERT_TRUE(report.rhythm->tempo);
    EXPECT_NEAR(report.rhythm->tempo->bpm.value(), 132.0, 0.02);
}

TEST(HearRhythm, HasTheSameTempoAtEveryLevel) {
    for (const float level : {1.0F, 0.1F, 0.01F}) {
        Track track = test::backbeat(Bpm{124}, Seconds{30});
        std::vector<float> samples = track.samples();
        for (float& x : samples) x *= level;
        AnalysisOptions options;
        options.analysers = {};
        options.analysers.add(AnalyserId::rhythm);
        const auto report = analyze({samples, 1, test::kRate}, options);
        ASSERT_TRUE(report && report->rhythm->tempo) << level;
        EXPECT_NEAR(report->rhythm->tempo->bpm.value(), 124.0, 0.02) << level;
    }
}

TEST(HearRhythm, NamesItsRivalsAndItsMethods) {
    const Report report = test::hear(test::backbeat(Bpm{128}, Seconds{40}));
    const Tempo& tempo = *report.rhythm->tempo;
    EXPECT_GE(tempo.opinions.size(), 3U);
    ASSERT_FALSE(tempo.alternatives.empty());
    double sum = tempo.confidence;
    for (const auto& alternative : tempo.alternatives) {
        sum += alternative.confidence;
        EXPECT_NE(alternative.relation, TempoRelation::same);
    }
    EXPECT_LE(sum, 1.0 + 1e-9);
    EXPECT_GT(tempo.confidence, 0.0);
}

}  // namespace
}  // namespace stratum::analysis
