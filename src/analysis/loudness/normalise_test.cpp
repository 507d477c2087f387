#include "stratum/analysis/normalise.hpp"

#include "loudness/meter.hpp"
#include "loudness/test_tones.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <numbers>
#include <vector>

namespace stratum::analysis {
namespace {

constexpr SampleRate kRate{44100};

std::vector<float> quiet_tone() { return tones::stereo_sine(1000.0, kRate.value(), {{2.0, -30.0}}); }

Loudness measured(std::span<const float> x) {
    LoudnessMeter meter{kRate, 2};
    meter.push(x);
    return meter.finish();
}

TEST(Normalise, ReachesTheTargetOfEachMeasure) {
    auto x = quiet_tone();
    auto gain = normalise(x, 2, kRate, {.measure = LevelMeasure::sample_peak, .target = -1.0});
    ASSERT_TRUE(gain);
    EXPECT_NEAR(gain->value(), 29.0, 0.01);
    EXPECT_NEAR(measured(x).sample_peak->value(), -1.0, 1e-4);

    x = quiet_tone();
    gain = normalise(x, 2, kRate, {.measure = LevelMeasure::true_peak, .target = -1.0});
    ASSERT_TRUE(gain);
    EXPECT_NEAR(measured(x).true_peak->value(), -1.0, 1e-4);

    x = quiet_tone();
    gain = normalise(x, 2, kRate, {.measure = LevelMeasure::rms, .target = -20.0});
    ASSERT_TRUE(gain);
    EXPECT_NEAR(gain->value(), 10.0 + 3.01, 0.01);  // a sine's RMS lies 3.01 dB below its peak

    x = quiet_tone();
    gain = normalise(x, 2, kRate, {.measure = LevelMeasure::loudness, .target = -14.0});
    ASSERT_TRUE(gain);
    EXPECT_NEAR(measured(x).integrated->value(), -14.0, 1e-4);
}

TEST(Normalise, TheCeilingMakesTheGainSmaller) {
    auto x = quiet_tone();  // -30 LUFS and -30 dBTP: -5 LUFS would put the peak at -5
    const auto gain = normalise(x, 2, kRate, {.target = -5.0, .true_peak_ceiling = Decibels{-9.0}});
    ASSERT_TRUE(gain);
    EXPECT_NEAR(gain->value(), 21.0, 0.02);
    EXPECT_NEAR(measured(x).true_peak->value(), -9.0, 1e-3);
    // A ceiling that is not reached changes nothing.
    EXPECT_NEAR(
        normalising_gain({quiet_tone(), 2, kRate}, {.target = -20.0, .true_peak_ceiling = Decibels{-1.0}})->value(),
        10.0, 0.1);
}

TEST(Normalise, SilenceAndNothingHaveNoLevelAndStayUntouched) {
    std::vector<float> silence(88200, 0.0F);
    for (const LevelMeasure measure :
         {LevelMeasure::sample_peak, LevelMeasure::true_peak, LevelMeasure::rms, LevelMeasure::loudness}) {
        const auto gain = normalise(silence, 2, kRate, {.measure = measure});
        EXPECT_EQ(gain.error().code, ErrorCode::empty);
        EXPECT_EQ(normalising_gain({{}, 2, kRate}, {.measure = measure}).error().code, ErrorCode::empty);
    }
    EXPECT_EQ(silence, std::vector<float>(88200, 0.0F));
}

TEST(Normalise, RefusesWhatMakesNoSense) {
    const std::vector<float> x(100, 0.5F);
    EXPECT_EQ(normalising_gain({x, 0, kRate}, {}).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(normalising_gain({x, 3, kRate}, {}).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(normalising_gain({x, 2, SampleRate{0}}, {}).error().code, ErrorCode::invalid_argument);
    for (const double target : {std::numeric_limits<double>::quiet_NaN(), 61.0})
        EXPECT_EQ(normalising_gain({x, 2, kRate}, {.target = target}).error().code, ErrorCode::invalid_argument);
}

TEST(Normalise, ASampleThatIsNoNumberChangesNothing) {
    for (const float odd : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()})
        for (const auto measure :
             {LevelMeasure::sample_peak, LevelMeasure::true_peak, LevelMeasure::rms, LevelMeasure::loudness}) {
            auto x = quiet_tone();
            x[1001] = odd;
            const auto before = x;
            const auto gain = normalise(x, 2, kRate, {.measure = measure, .target = -20.0});
            ASSERT_FALSE(gain);
            EXPECT_EQ(gain.error().code, ErrorCode::invalid_argument);
            EXPECT_NE(gain.error().text().find("frame 500"), std::string::npos) << gain.error().text();
            EXPECT_EQ(x[1000], before[1000]);
        }
    std::vector<float> faint(88200, std::numeric_limits<float>::denorm_min());
    EXPECT_EQ(normalise(faint, 2, kRate, {.measure = LevelMeasure::rms, .target = 60.0}).error().code,
              ErrorCode::empty);
}

TEST(TrimSilence, NoNumbersAreSilence) {
    const std::vector<float> x(88200, std::numeric_limits<float>::quiet_NaN());
    constexpr double kNone = -std::numeric_limits<double>::infinity();
    EXPECT_EQ(trim_silence({x, 2, kRate}, {.threshold = Decibels{kNone}}).error().code, ErrorCode::invalid_argument);
    const auto range = trim_silence({x, 2, kRate}, {.threshold = Decibels{-2000.0}});  // 0 as a float.
    ASSERT_TRUE(range);
    EXPECT_EQ(range->begin, range->end);
}

TEST(TrimSilence, ReturnsTheSoundWithItsMargins) {
    std::vector<float> x(2 * 44100, 0.0F);
    for (int i = 10'000; i < 20'000; ++i) x[2 * i] = 0.25F * static_cast<float>(std::cos(i * 0.3));
    x[2 * 500] = 0.9F;  // a click
    const auto tight = trim_silence({x, 2, kRate});
    ASSERT_TRUE(tight);
    EXPECT_NEAR(static_cast<double>(tight->begin), 10'000, 1);
    EXPECT_NEAR(static_cast<double>(tight->end), 20'000, 1);
    const auto loose = trim_silence({x, 2, kRate}, {.keep_before = Seconds{0.1}, .keep_after = Seconds{1e12}});
    EXPECT_NEAR(static_cast<double>(loose->begin), 10'000 - 4'410, 1);
    EXPECT_EQ(loose->end, 44100);
    const auto deaf = trim_silence({x, 2, kRate}, {.threshold = Decibels{-6.0}});
    EXPECT_EQ(deaf->begin, 500);  // only the click is that loud, and it is all there is
    EXPECT_EQ(deaf->end, 501);
}

TEST(TrimSilence, SilenceThroughoutLeavesNothing) {
    const std::vector<float> x(1000, 0.0F);
    const auto range = trim_silence({x, 1, kRate});
    ASSERT_TRUE(range);
    EXPECT_EQ(range->begin, range->end);
    EXPECT_TRUE(trim_silence({{}, 1, kRate}).ok());
}

TEST(TrimSilence, RefusesWhatMakesNoSense) {
    const std::vector<float> x(1000, 0.0F);
    EXPECT_EQ(trim_silence({x, 1, kRate}, {.threshold = Decibels{1.0}}).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(trim_silence({x, 1, kRate}, {.keep_before = Seconds{-1.0}}).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(trim_silence({x, 1, SampleRate{10}}).error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace stratum::analysis
