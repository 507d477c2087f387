#include "harmony/test_music.hpp"
#include "stratum/analysis/analyzer.hpp"
#include "stratum/base/cbor.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <vector>

/// From samples to the report, through the whole front end.
namespace stratum::analysis {
namespace {

AnalysisOptions harmony_only() {
    AnalysisOptions options;
    options.analysers = {};
    options.analysers.add(AnalyserId::harmony);
    return options;
}

Harmony hear(const std::vector<float>& samples) {
    auto report = analyze({samples, 1, SampleRate{test_music::kRate}}, harmony_only());
    EXPECT_TRUE(report.ok());
    EXPECT_TRUE(report->harmony);
    return *report->harmony;
}

class EveryKey : public ::testing::TestWithParam<int> {};

TEST_P(EveryKey, IsHeardAtEveryTuning) {
    const Key key{GetParam() % 12, GetParam() < 12 ? Mode::major : Mode::minor};
    for (const double cents : {-45.0, -20.0, 0.0, 20.0, 45.0}) {
        const Harmony heard = hear(test_music::cadence(key, cents, 2));
        ASSERT_TRUE(heard.key) << name_of(key) << cents;
        EXPECT_EQ(name_of(heard.key->key), name_of(key)) << cents;
        EXPECT_GT(heard.key->confidence, 0.5) << cents;
        ASSERT_TRUE(heard.tuning);
        EXPECT_NEAR(heard.tuning->offset.value(), cents,
                    3.0);  // partials of a cadence are pure: a fraction of a bin is left
        EXPECT_EQ(heard.key_over_time.size(), 1U);
    }
}

INSTANTIATE_TEST_SUITE_P(All24, EveryKey, ::testing::Range(0, 24), [](const auto& info) {
    std::string name = name_of(Key{info.param % 12, info.param < 12 ? Mode::major : Mode::minor}, Spelling::sharps);
    std::replace(name.begin(), name.end(), '#', 's');
    std::erase(name, ' ');
    return name;
});

TEST(HarmonyAnalyser, NamesNoKeyWhereThereIsNone) {
    EXPECT_FALSE(hear(test_music::noise(10.0)).key);
    EXPECT_FALSE(hear(test_music::drums(20.0)).key);
    const Harmony silence = hear(std::vector<float>(5 * test_music::kRate, 0.0F));
    EXPECT_FALSE(silence.key);
    EXPECT_FALSE(silence.tuning);
    EXPECT_TRUE(silence.key_over_time.empty());
    for (const float share : silence.pitch_classes) EXPECT_EQ(share, 0.0F);
    EXPECT_FALSE(hear({0.1F}).key);
}

TEST(HarmonyAnalyser, OneNoteMakesNoKeyButATriadDoes) {
    for (const int note : {45, 57, 60, 69}) {
        std::vector<float> struck;
        for (int n = 0; n < 20; ++n) test_music::add_note(struck, note, 0.5 * n, 0.5, 0.2);
        EXPECT_FALSE(hear(struck).key) << note;
        std::vector<float> held;
        for (std::size_t i = 0; i < 10UL * test_music::kRate; ++i)
            held.push_back(0.3F * static_cast<float>(std::sin(2.0 * std::numbers::pi * std::exp2((note - 69) / 12.0) *
                                                              440.0 * static_cast<double>(i) / test_music::kRate)));
        EXPECT_FALSE(hear(held).key) << note;
    }
    std::vector<float> triad;
    test_music::add_triad(triad, 9, Mode::minor, 0.0, 4.0, 0.0);
    const Harmony heard = hear(triad);
    ASSERT_TRUE(heard.key);
    EXPECT_EQ(name_of(heard.key->key), "A minor");
}

TEST(HarmonyAnalyser, HearsTheKeyThroughDrums) {
    std::vector<float> mix = test_music::cadence({3, Mode::minor}, 0.0, 5);
    const std::vector<float> drums = test_music::drums(20.0);
    for (std::size_t i = 0; i < mix.size(); ++i) mix[i] += 0.5F * drums[i];
    const Harmony heard = hear(mix);
    ASSERT_TRUE(heard.key);
    EXPECT_EQ(heard.key->key, (Key{3, Mode::minor}));
}

TEST(HarmonyAnalyser, FollowsAChangeOfKey) {
    std::vector<float> piece = test_music::cadence({0, Mode::major}, 0.0, 10);       // 40 s of C major
    const std::vector<float> later = test_music::cadence({2, Mode::major}, 0.0, 6);  // 24 s of D major
    piece.insert(piece.end(), later.begin(), later.end());
    const Harmony heard = hear(piece);
    ASSERT_TRUE(heard.key);
    EXPECT_EQ(heard.key->key, (Key{0, Mode::major}));  // the longer part
    ASSERT_EQ(heard.key_over_time.size(), 2U);
    EXPECT_EQ(heard.key_over_time[1].key, (Key{2, Mode::major}));
    EXPECT_NEAR(heard.key_over_time[1].start.value(), 40.0, 5.0);  // a window is 12 s wide and moves by 3 s
    EXPECT_EQ(heard.key_over_time[0].start.value(), 0.0);
    EXPECT_NEAR(heard.key_over_time[1].end.value(), 64.0, 0.01);
    EXPECT_EQ(heard.key_over_time[0].end.value(), heard.key_over_time[1].start.value());
}

TEST(HarmonyAnalyser, TellsLessOfShortClips) {
    const std::vector<float> piece = test_music::cadence({7, Mode::major}, 0.0, 4);
    const std::vector<float> second(piece.begin(), piece.begin() + test_music::kRate);
    const Harmony clip = hear(second);
    ASSERT_TRUE(clip.key);
    EXPECT_LT(clip.key->confidence, hear(piece).key->confidence);
}

TEST(HarmonyAnalyser, PitchClassesAndChromagramFitTheirPromises) {
    const Harmony heard = hear(test_music::cadence({0, Mode::major}, 0.0, 2));
    float total = 0.0F;
    for (const float share : heard.pitch_classes) total += share;
    EXPECT_NEAR(total, 1.0F, 1e-5F);
    float in_scale = 0.0F;
    for (const std::size_t note : {0U, 2U, 4U, 5U, 7U, 9U, 11U}) in_scale += heard.pitch_classes[note];
    EXPECT_GT(in_scale, 0.9F);  // the rest: fifth partials of E, A and B
    ASSERT_EQ(heard.chromagram.values.size() % 12, 0U);
    EXPECT_NEAR(static_cast<double>(heard.chromagram.values.size()) / 12.0 * heard.chromagram.hop.value(), 8.0, 0.4);
    // At 5.5 s the chord is IV: F, A, C.
    const auto* frame =
        &heard.chromagram.values[12 * static_cast<std::size_t>(std::lround(5.5 / heard.chromagram.hop.value()))];
    EXPECT_EQ(*std::max_element(frame, frame + 12), 255);
    EXPECT_GT(frame[5], frame[2]);
}

TEST(HarmonyAnalyser, OneRecordingLeavesNoTraceInTheNext) {
    const std::vector<float> first = test_music::cadence({1, Mode::minor}, 30.0, 2);
    const std::vector<float> second = test_music::cadence({8, Mode::major}, -10.0, 3);
    const Bytes alone_first = to_cbor(hear(first));
    const Bytes alone_second = to_cbor(hear(second));
    EXPECT_EQ(to_cbor(hear(first)), alone_first);  // after the second one
    EXPECT_EQ(to_cbor(hear(second)), alone_second);
    // And interleaved, block by block.
    auto a = Analyzer::create(SampleRate{test_music::kRate}, 1, harmony_only());
    auto b = Analyzer::create(SampleRate{test_music::kRate}, 1, harmony_only());
    ASSERT_TRUE(a && b);
    for (std::size_t i = 0; i < std::max(first.size(), second.size()); i += 999) {
        if (i < first.size())
            ASSERT_TRUE(a->push(std::span(first).subspan(i, std::min<std::size_t>(999, first.size() - i))));
        if (i < second.size())
            ASSERT_TRUE(b->push(std::span(second).subspan(i, std::min<std::size_t>(999, second.size() - i))));
    }
    EXPECT_EQ(to_cbor(*a->finish()->harmony), alone_first);
    EXPECT_EQ(to_cbor(*b->finish()->harmony), alone_second);
}

}  // namespace
}  // namespace stratum::analysis
