#include "loudness/meter.hpp"

#include "loudness/gating.hpp"
#include "loudness/k_weighting.hpp"
#include "loudness/test_tones.hpp"
#include "stratum/base/cbor.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ebur128.h>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <numbers>
#include <random>
#include <sndfile.h>
#include <sstream>
#include <string>
#include <vector>

namespace stratum::analysis {
namespace {

using tones::stereo_sine;

Loudness measure(std::span<const float> x, int rate, int channels, std::size_t block_frames = 4096,
                 dsp::SimdLevel level = dsp::simd_level()) {
    LoudnessMeter meter{SampleRate{rate}, channels, {.level = level}};
    const std::size_t block = block_frames * static_cast<std::size_t>(channels);
    for (std::size_t i = 0; i < x.size(); i += block) meter.push(x.subspan(i, std::min(block, x.size() - i)));
    return meter.finish();
}

/// Noise with loud and quiet stretches, so that both gates have work to do.
std::vector<float> uneven_noise(int rate, int channels, double seconds, double swing = 0.8) {
    std::mt19937 random{11};
    std::uniform_real_distribution<float> uniform{-1.0F, 1.0F};
    std::vector<float> x;
    for (int i = 0; i < static_cast<int>(seconds * rate); ++i) {
        const double t = static_cast<double>(i) / rate;
        const auto gain = static_cast<float>(std::pow(10.0, -1.0 + swing * std::sin(0.7 * t)));
        for (int c = 0; c < channels; ++c) x.push_back(gain * uniform(random));
    }
    return x;
}

struct Oracle {
    double integrated = 0.0;
    double range = 0.0;
};

/// What libebur128, an independent implementation, says.
Oracle by_libebur128(std::span<const float> x, int rate, int channels) {
    ebur128_state* state = ebur128_init(static_cast<unsigned>(channels), static_cast<unsigned long>(rate),
                                        EBUR128_MODE_I | EBUR128_MODE_LRA);
    ebur128_add_frames_float(state, x.data(), x.size() / static_cast<std::size_t>(channels));
    Oracle oracle;
    ebur128_loudness_global(state, &oracle.integrated);
    ebur128_loudness_range(state, &oracle.range);
    ebur128_destroy(&state);
    return oracle;
}

// EBU Tech 3341, table 1; all levels ±0.1.

TEST(LoudnessMeter, Tech3341Case1SteadyToneAtMinus23) {
    const auto loudness = measure(stereo_sine(1000.0, 48000, {{20.0, -23.0}}), 48000, 2);
    EXPECT_NEAR(loudness.integrated->value(), -23.0, 0.1);
    EXPECT_NEAR(loudness.momentary_max->value(), -23.0, 0.1);
    EXPECT_NEAR(loudness.short_term_max->value(), -23.0, 0.1);
    EXPECT_NEAR(loudness.range->value(), 0.0, 0.1);
}

TEST(LoudnessMeter, Tech3341Case2SteadyToneAtMinus33) {
    const auto loudness = measure(stereo_sine(1000.0, 44100, {{20.0, -33.0}}), 44100, 2);
    EXPECT_NEAR(loudness.integrated->value(), -33.0, 0.1);
}

TEST(LoudnessMeter, Tech3341Case3RelativeGateDropsQuietEnds) {
    const auto loudness = measure(stereo_sine(1000.0, 48000, {{10, -36}, {60, -23}, {10, -36}}), 48000, 2);
    EXPECT_NEAR(loudness.integrated->value(), -23.0, 0.1);
}

TEST(LoudnessMeter, Tech3341Case4AbsoluteGateDropsSilence) {
    const auto x = stereo_sine(1000.0, 48000, {{10, -72}, {10, -36}, {60, -23}, {10, -36}, {10, -72}});
    EXPECT_NEAR(measure(x, 48000, 2).integrated->value(), -23.0, 0.1);
}

TEST(LoudnessMeter, Tech3341Case5LevelsWithinTheGateAverage) {
    const auto loudness = measure(stereo_sine(1000.0, 44100, {{20, -26}, {20.1, -20}, {20, -26}}), 44100, 2);
    EXPECT_NEAR(loudness.integrated->value(), -23.0, 0.1);
}

TEST(LoudnessMeter, Tech3341Case6SurroundsCountMoreAndLfeNothing) {
    const std::vector<double> levels{-28, -28, -24, -30, -30};
    EXPECT_NEAR(measure(tones::sine(1000.0, 48000, {{20, levels}}), 48000, 5).integrated->value(), -23.0, 0.1);
    // The same as 5.1 with a loud LFE that must not count.
    const std::vector<double> with_lfe{-28, -28, -24, 0, -30, -30};
    EXPECT_NEAR(measure(tones::sine(1000.0, 48000, {{20, with_lfe}}), 48000, 6).integrated->value(), -23.0, 0.1);
}

TEST(LoudnessMeter, Tech3341Case9ShortTermOfRepeatedPatternIsConstant) {
    std::vector<std::pair<double, double>> parts;
    for (int i = 0; i < 5; ++i) parts.insert(parts.end(), {{1.34, -20.0}, {1.66, -30.0}});
    const auto loudness = measure(stereo_sine(1000.0, 48000, parts), 48000, 2);
    EXPECT_NEAR(loudness.short_term_max->value(), -23.0, 0.1);
    for (std::size_t i = 5; i < loudness.short_term.size(); ++i)  // from 3 s on
        EXPECT_NEAR(loudness.short_term[i], -23.0, 0.1) << i;
}

TEST(LoudnessMeter, Tech3341Case12MomentaryOfRepeatedPatternIsConstant) {
    std::vector<std::pair<double, double>> parts;
    for (int i = 0; i < 25; ++i) parts.insert(parts.end(), {{0.18, -20.0}, {0.22, -30.0}});
    EXPECT_NEAR(measure(stereo_sine(1000.0, 48000, parts), 48000, 2).momentary_max->value(), -23.0, 0.1);
}

// EBU Tech 3342, table 1; ±1 LU there.

TEST(LoudnessMeter, Tech3342RangesOfTwoAndMoreLevels) {
    const auto range = [](const std::vector<std::pair<double, double>>& parts) {
        return measure(stereo_sine(1000.0, 48000, parts), 48000, 2).range->value();
    };
    EXPECT_NEAR(range({{20, -20}, {20, -30}}), 10.0, 0.1);
    EXPECT_NEAR(range({{20, -20}, {20, -15}}), 5.0, 0.1);
    EXPECT_NEAR(range({{20, -40}, {20, -20}}), 20.0, 0.1);
    EXPECT_NEAR(range({{20, -50}, {20, -35}, {20, -20}, {20, -35}, {20, -50}}), 15.0, 0.1);
}

/// The recorded sequences, where the data folder is there.
TEST(LoudnessMeter, RecordedEbuSequencesReadTheirStatedValues) {
    const char* data = std::getenv("STRATUM_DATA");
    if (data == nullptr) GTEST_SKIP() << "STRATUM_DATA is not set";
    const std::filesystem::path folder = std::filesystem::path(data) / "ebu_r128";
    std::ifstream truth{folder / "truth.csv"};
    ASSERT_TRUE(truth) << folder;
    std::string line;
    std::getline(truth, line);
    int checked = 0;
    while (std::getline(truth, line)) {
        std::vector<std::string> cells;
        std::istringstream row{line};
        for (std::string cell; std::getline(row, cell, ',');) cells.push_back(cell);
        cells.resize(5);
        SF_INFO info{};
        SNDFILE* file = sf_open((folder / cells[0]).c_str(), SFM_READ, &info);
        ASSERT_NE(file, nullptr) << cells[0];
        std::vector<float> x(static_cast<std::size_t>(info.frames * info.channels));
        ASSERT_EQ(sf_readf_float(file, x.data(), info.frames), info.frames);
        sf_close(file);
        const auto loudness = measure(x, info.samplerate, info.channels);
        if (!cells[1].empty())
            EXPECT_NEAR(loudness.integrated->value(), std::stod(cells[1]), std::stod(cells[2])) << cells[0];
        if (!cells[3].empty())
            EXPECT_NEAR(loudness.range->value(), std::stod(cells[3]), std::stod(cells[4])) << cells[0];
        ++checked;
    }
    EXPECT_EQ(checked, 13);
}

TEST(LoudnessMeter, IntegratedAgreesWithLibebur128) {
    for (const int rate : {44100, 48000, 88200, 96000, 192000})
        for (const int channels : {1, 2, 5, 6}) {
            if (rate > 48000 && channels > 2) continue;
            const auto x = uneven_noise(rate, channels, 6.0);
            // They do not calibrate at other rates than 48 kHz: 0.005 dB at 44.1, 0.03 dB at 192 kHz.
            EXPECT_NEAR(measure(x, rate, channels).integrated->value(), by_libebur128(x, rate, channels).integrated,
                        0.04)
                << rate << " Hz, " << channels;
        }
}

TEST(LoudnessMeter, RangeAgreesWithLibebur128) {
    // They look at the range once a second, we ten times, so levels must not rush: 4 dB up and down.
    const auto x = uneven_noise(44100, 2, 120.0, 0.2);
    EXPECT_NEAR(measure(x, 44100, 2).range->value(), by_libebur128(x, 44100, 2).range, 0.2);
}

TEST(LoudnessMeter, LowAndOddRatesHearAToneAsLoudAsAnyOther) {
    for (const int rate : {8000, 11025, 16000, 22050, 32000, 44056, 176400})
        EXPECT_NEAR(measure(stereo_sine(1000.0, rate, {{5, -23}}), rate, 2).integrated->value(), -23.0, 0.02) << rate;
}

TEST(KWeighting, IsTheStandardsFilterAt48Khz) {
    const auto k = k_weighting(SampleRate{48000});
    // BS.1770-5, tables 1 and 2.
    EXPECT_NEAR(k.shelf.b0, 1.53512485958697, 1e-12);
    EXPECT_NEAR(k.shelf.b1, -2.69169618940638, 1e-12);
    EXPECT_NEAR(k.shelf.b2, 1.19839281085285, 1e-12);
    EXPECT_NEAR(k.shelf.a1, -1.69065929318241, 1e-12);
    EXPECT_NEAR(k.shelf.a2, 0.73248077421585, 1e-12);
    EXPECT_NEAR(k.high_pass.b0, 1.0, 1e-12);
    EXPECT_NEAR(k.high_pass.b1, -2.0, 1e-12);
    EXPECT_NEAR(k.high_pass.a1, -1.99004745483398, 1e-12);
    EXPECT_NEAR(k.high_pass.a2, 0.99007225036621, 1e-12);
}

TEST(KWeighting, KeepsItsResponseAtOtherRates) {
    const auto reference = k_weighting(SampleRate{48000});
    for (const int rate : {16000, 22050, 44100, 96000, 192000})
        for (const double hertz : {30.0, 60.0, 200.0, 1000.0, 3000.0})
            EXPECT_NEAR(10.0 * std::log10(power_gain(k_weighting(SampleRate{rate}), Hertz{hertz}, SampleRate{rate}) /
                                          power_gain(reference, Hertz{hertz}, SampleRate{48000})),
                        0.0, rate < 40000 ? 0.25 : 0.02)  // the shelf bends towards a low Nyquist frequency
                << rate << " " << hertz;
}

TEST(LoudnessMeter, BlockSizeChangesNoBit) {
    const auto x = uneven_noise(44056, 3, 4.0);
    const auto whole = to_cbor(measure(x, 44056, 3, x.size()));
    for (const std::size_t block : {1, 7, 100, 65'536}) EXPECT_EQ(to_cbor(measure(x, 44056, 3, block)), whole) << block;
}

TEST(LoudnessMeter, LevelsDifferByRoundingOnly) {
    const auto x = uneven_noise(44100, 2, 8.0);
    const auto reference = measure(x, 44100, 2, 4096, dsp::SimdLevel::scalar);
    const auto fast = measure(x, 44100, 2);
    EXPECT_NEAR(reference.integrated->value(), fast.integrated->value(), 1e-9);
    EXPECT_NEAR(reference.range->value(), fast.range->value(), 1e-9);
    EXPECT_NEAR(reference.true_peak->value(), fast.true_peak->value(), 1e-5);
    EXPECT_EQ(reference.sample_peak->value(), fast.sample_peak->value());
}

TEST(LoudnessMeter, DigitalSilenceHasNoLoudnessAndNoPeak) {
    const auto loudness = measure(std::vector<float>(2 * 44100 * 5, 0.0F), 44100, 2);
    EXPECT_FALSE(loudness.integrated);
    EXPECT_FALSE(loudness.range);
    EXPECT_FALSE(loudness.momentary_max);
    EXPECT_FALSE(loudness.short_term_max);
    EXPECT_FALSE(loudness.true_peak);
    EXPECT_FALSE(loudness.sample_peak);
    EXPECT_FALSE(loudness.replay_gain);
    EXPECT_EQ(loudness.short_term, std::vector<float>(10, -70.0F));
}

TEST(LoudnessMeter, ClipsGiveWhatTheirLengthAllows) {
    const auto second = measure(stereo_sine(1000.0, 44100, {{1.0, -23.0}}), 44100, 2);
    EXPECT_NEAR(second.integrated->value(), -23.0, 0.1);
    EXPECT_FALSE(second.range);
    EXPECT_FALSE(second.short_term_max);
    const auto blink = measure(stereo_sine(1000.0, 44100, {{0.3, -23.0}}), 44100, 2);
    EXPECT_FALSE(blink.integrated);
    EXPECT_NEAR(blink.sample_peak->value(), -23.0, 0.1);
}

TEST(LoudnessMeter, ReplayGainReachesMinus18AndKeepsTheSamplePeak) {
    const auto loudness = measure(stereo_sine(1000.0, 44100, {{5.0, -23.0}}), 44100, 2);
    EXPECT_NEAR(loudness.replay_gain->gain.value(), 5.0, 0.1);
    EXPECT_NEAR(loudness.replay_gain->peak, std::pow(10.0, -23.0 / 20.0), 1e-4);
}

TEST(LoudnessMeter, SilenceAfterSoundDoesNotSlowItDown) {
    // Decaying filters end in denormal numbers, a hundred times slower; the meter forgets them. Ten minutes of silence
    // cost no more than a small multiple of ten minutes of noise.
    const auto cost = [](float level) {
        LoudnessMeter meter{SampleRate{44100}, 2, {.true_peak = false}};
        std::mt19937 random{3};
        std::uniform_real_distribution<float> uniform{-1.0F, 1.0F};
        std::vector<float> x(2 * 44100);
        for (float& v : x) v = uniform(random);
        meter.push(x);
        for (float& v : x) v *= level;
        const std::clock_t start = std::clock();
        for (int i = 0; i < 60; ++i) meter.push(x);
        return static_cast<double>(std::clock() - start);
    };
    const double noise = cost(1.0F);
    EXPECT_LT(cost(0.0F), 4.0 * noise + 0.02 * CLOCKS_PER_SEC);
}

TEST(ChannelWeights, FollowTheMaskOfTheFile) {
    using Weights = std::vector<double>;
    for (const auto& [mask, channels] :
         {std::pair{0x33U, 4}, {0x37U, 5}, {0x3fU, 6}, {0x60fU, 6}, {0x70fU, 7}, {0x63fU, 8}})
        EXPECT_EQ(channel_weights(channels, mask), channel_weights(channels)) << mask << ": the usual ones";
    EXPECT_EQ(channel_weights(3, 0xb), (Weights{1.0, 1.0, 0.0})) << "2.1";
    EXPECT_EQ(channel_weights(4, 0x107), (Weights{1.0, 1.0, 1.0, 1.0})) << "4.0 with a back centre";
    EXPECT_EQ(channel_weights(7, 0x13f), (Weights{1.0, 1.0, 1.0, 0.0, 1.41, 1.41, 1.0})) << "6.1 with a back pair";
    EXPECT_EQ(channel_weights(4, 0x3), channel_weights(4)) << "a mask that does not fit";
}

}  // namespace
}  // namespace stratum::analysis
