#include "rhythm/onsets.hpp"

#include "rhythm/test_signals.hpp"

#include <gtest/gtest.h>

namespace stratum::analysis::rhythm {
namespace {

TEST(PickOnsets, MeetsClicksWithinFiveMilliseconds) {
    // 0.4713 s falls on another part of a frame each time; the latency was measured over several kinds of strokes,
    // which differ by 3 ms among themselves.
    const test::Track track = test::clicks(Bpm{60 / 0.4713}, Seconds{20}, 0.4);
    const auto onsets = test::hear(track).rhythm->onsets;
    ASSERT_EQ(onsets.size(), 42U);  // 0.4 + 41 * 0.4713 = 19.7 s.
    for (std::size_t i = 0; i < onsets.size(); ++i)
        EXPECT_NEAR(onsets[i].time.value(), 0.4 + static_cast<double>(i) * 0.4713, 0.005);
}

TEST(PickOnsets, MeetsFootDrumsWithinOneHop) {
    test::Track track{Seconds{12}};
    for (int n = 0; n < 20; ++n) track.kick(0.5 + 0.5371 * n);
    const auto onsets = test::hear(track).rhythm->onsets;
    for (int n = 0; n < 20; ++n) {
        double nearest = 1.0;
        for (const Onset& onset : onsets)
            nearest = std::min(nearest, std::abs(onset.time.value() - (0.5 + 0.5371 * n)));
        EXPECT_LT(nearest, 0.0116) << n;
    }
}

TEST(PickOnsets, MakesTheStrongestOne) {
    test::Track track{Seconds{5}};
    track.click(1.0, 0.1F);
    track.click(2.0, 0.9F);
    track.click(3.0, 0.3F);
    const auto onsets = test::hear(track).rhythm->onsets;
    ASSERT_EQ(onsets.size(), 3U);
    EXPECT_FLOAT_EQ(onsets[1].strength, 1.0F);
    EXPECT_LT(onsets[0].strength, onsets[2].strength);
}

TEST(OnsetDetector, HearsDrumsInTheirBands) {
    OnsetDetector detector;
    std::vector<std::complex<float>> bins(kSpectrumSize / 2 + 1);
    std::vector<float> quiet(bins.size(), 0.0F);
    std::vector<float> low = quiet;
    std::vector<float> high = quiet;
    low[3] = 0.5F;     // 65 Hz
    high[400] = 0.5F;  // 8.6 kHz
    for (const auto* magnitude : {&quiet, &quiet, &low, &quiet, &quiet, &high, &quiet})
        detector.hear({0, bins, *magnitude});
    const OnsetCurves curves = detector.finish();
    EXPECT_GT(curves.of(Band::low)[2], 0.0F);
    EXPECT_GT(curves.of(Band::punch)[2], 0.0F);
    EXPECT_EQ(curves.of(Band::high)[2], 0.0F);
    EXPECT_GT(curves.of(Band::high)[5], 0.0F);
    EXPECT_EQ(curves.of(Band::low)[5], 0.0F);
    EXPECT_EQ(curves.first, 2);
    EXPECT_EQ(curves.last, 5);
}

TEST(OnsetDetector, IgnoresAGlideByOneBand) {
    OnsetDetector detector;
    std::vector<std::complex<float>> bins(kSpectrumSize / 2 + 1);
    std::vector<std::vector<float>> frames(8, std::vector<float>(bins.size(), 0.0F));
    for (std::size_t i = 0; i < frames.size(); ++i) frames[i][4 + i / 4] = 0.5F;  // From 86 to 108 Hz.
    for (const auto& magnitude : frames) detector.hear({0, bins, magnitude});
    const OnsetCurves curves = detector.finish();
    for (std::size_t i = 2; i < 8; ++i) EXPECT_EQ(curves.of(Band::full)[i], 0.0F) << i;
}

TEST(Levelled, MakesAQuietPassageNearlyAsStrongAsALoudOne) {
    std::vector<float> curve(4000, 0.0F);
    for (std::size_t i = 20; i < curve.size(); i += 40) curve[i] = i < 2000 ? 10.0F : 2.0F;
    const auto even = levelled(curve);
    // Five to one before. The floor is a twentieth of the mean power, 0.026 of the loud part's:
    // sqrt(1 / 1.026) / sqrt(0.04 / 0.066) = 1.27.
    EXPECT_NEAR(even[1020] / even[3020], 1.27F, 0.03F);
}

}  // namespace
}  // namespace stratum::analysis::rhythm
