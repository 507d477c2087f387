#include "structure/energy.hpp"

#include "frontend/registry.hpp"

#include <functional>
#include <gtest/gtest.h>

namespace stratum::analysis {
namespace {

EnergyInputs pop() { return {-11.0, 3.5, 105.0, 1800.0, 0.2, 3.5, 0.5}; }

TEST(Energy, SpreadsGenresOverTheScale) {
    // Typical values of each, from what the analysers measure on such music.
    const EnergyInputs ambient{-22.0, 0.3, std::nullopt, 700.0, 0.06, 4.0, 0.4};
    const EnergyInputs piano{-26.0, 2.0, 75.0, 900.0, 0.1, 5.0, 0.3};
    const EnergyInputs techno{-7.5, 7.0, 135.0, 2600.0, 0.33, 1.8, 0.75};
    const EnergyInputs drum_and_bass{-6.5, 7.5, 174.0, 3000.0, 0.33, 2.0, 0.7};
    EXPECT_LE(rate(ambient)->rating, 3);
    EXPECT_LE(rate(piano)->rating, 3);
    EXPECT_GE(rate(pop())->rating, 4);
    EXPECT_LE(rate(pop())->rating, 6);
    EXPECT_GE(rate(techno)->rating, 8);
    EXPECT_GE(rate(drum_and_bass)->rating, 9);
}

TEST(Energy, EachInputMovesItOneWay) {
    const double before = rate(pop())->score;
    const auto with = [](const std::function<void(EnergyInputs&)>& change) {
        EnergyInputs in = pop();
        change(in);
        return rate(in)->score;
    };
    EXPECT_GT(with([](EnergyInputs& in) { in.loudness = -9.0; }), before);
    EXPECT_GT(with([](EnergyInputs& in) { in.onset_rate = 5.0; }), before);
    EXPECT_GT(with([](EnergyInputs& in) { in.tempo = 128.0; }), before);
    EXPECT_GT(with([](EnergyInputs& in) { in.brightness = 2500.0; }), before);
    EXPECT_GT(with([](EnergyInputs& in) { in.change = 0.3; }), before);
    EXPECT_GT(with([](EnergyInputs& in) { in.level_movement = 2.0; }), before);
    EXPECT_GT(with([](EnergyInputs& in) { in.bass_share = 0.58; }), before);
    EXPECT_LT(with([](EnergyInputs& in) { in.loudness = -20.0; }), before);
}

TEST(Energy, StaysOnTheScale) {
    EXPECT_EQ(rate({0.0, 50.0, 300.0, 9000.0, 1.0, 0.0, 1.0})->rating, 10);
    EXPECT_EQ(rate({-70.0, 0.0, 30.0, 50.0, 0.0, 30.0, 0.0})->rating, 1);
}

TEST(Energy, DoesWithoutWhatIsAbsent) {
    EnergyInputs loudness_only;
    loudness_only.loudness = -8.0;
    EXPECT_EQ(rate(loudness_only)->rating, 10);
    EnergyInputs tempo_only;
    tempo_only.tempo = 174.0;
    EXPECT_FALSE(rate(tempo_only));  // a ballad may be counted at 174
    EXPECT_FALSE(rate({}));
}

TEST(Energy, ReadsItsInputsFromTheReport) {
    Report report;
    report.duration = Seconds{10.0};
    rate_energy(report);
    EXPECT_FALSE(report.energy);

    report.loudness.emplace().integrated = Lufs{-9.0};
    report.rhythm.emplace();
    for (int i = 0; i < 40; ++i) report.rhythm->onsets.push_back({Seconds{0.25 * i}, i % 2 == 0 ? 1.0F : 0.05F});
    report.rhythm->tempo.emplace().bpm = Bpm{120.0};
    report.timbre.emplace().centroid_hz.mean = 2000.0F;
    report.timbre->band_energy = {0.2F, 0.3F, 0.1F, 0.1F, 0.1F, 0.1F, 0.1F};
    const EnergyInputs in = energy_inputs(report);
    EXPECT_DOUBLE_EQ(*in.onset_rate, 2.0);  // every second onset is too weak to be an event
    EXPECT_FLOAT_EQ(static_cast<float>(*in.bass_share), 0.5F);
    rate_energy(report);
    ASSERT_TRUE(report.energy);
    EXPECT_DOUBLE_EQ(report.energy->score, rate(in)->score);
}

}  // namespace
}  // namespace stratum::analysis
