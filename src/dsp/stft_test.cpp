#include "stratum/dsp/stft.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <numbers>
#include <vector>

namespace stratum::dsp {
namespace {

struct Kept {
    std::int64_t index;
    std::vector<std::complex<float>> bins;
    std::vector<float> magnitude;
    friend bool operator==(const Kept&, const Kept&) = default;
};

std::vector<Kept> frames_of(std::span<const float> x, std::size_t block, SimdLevel level = simd_level()) {
    std::vector<Kept> frames;
    Stft stft{{.size = 256, .hop = 64, .level = level}, [&](const SpectrumFrame& frame) {
                  frames.push_back({frame.index,
                                    {frame.bins.begin(), frame.bins.end()},
                                    {frame.magnitude.begin(), frame.magnitude.end()}});
              }};
    for (std::size_t i = 0; i < x.size(); i += block) stft.push(x.subspan(i, std::min(block, x.size() - i)));
    stft.finish();
    return frames;
}

std::vector<float> sine(double cycles_per_sample, int n) {
    std::vector<float> x(n);
    for (int i = 0; i < n; ++i) x[i] = static_cast<float>(std::sin(2.0 * std::numbers::pi * cycles_per_sample * i));
    return x;
}

TEST(Stft, FullScaleSineShowsOneAtItsBin) {
    const auto frames = frames_of(sine(32.0 / 256.0, 4096), 4096);
    for (const Kept& frame : std::span(frames).subspan(2, 60)) {  // windows wholly inside
        EXPECT_NEAR(frame.magnitude[32], 1.0, 1e-5);
        EXPECT_NEAR(frame.magnitude[31], 0.5, 1e-5);  // Hann's neighbours
        EXPECT_NEAR(frame.magnitude[40], 0.0, 1e-5);
    }
}

TEST(Stft, FrameIsCentredOnItsHop) {
    // One click at 640 = 10 hops: seen with the window's middle in frame 10, equally in its neighbours.
    std::vector<float> x(2000, 0.0F);
    x[640] = 1.0F;
    const auto frames = frames_of(x, x.size());
    EXPECT_GT(frames[10].magnitude[5], frames[9].magnitude[5]);
    EXPECT_NEAR(frames[9].magnitude[5], frames[11].magnitude[5], 1e-7);
    EXPECT_EQ(frames[7].magnitude[5], 0.0F);
    EXPECT_EQ(frames[13].magnitude[5], 0.0F);
}

TEST(Stft, MakesAFrameForEveryCentreUpToTheLastSample) {
    for (const int n : {1, 63, 64, 65, 128, 129, 1000}) {
        const auto frames = frames_of(sine(0.1, n), 100);
        ASSERT_EQ(static_cast<int>(frames.size()), (n - 1) / 64 + 1) << n;
        for (std::size_t i = 0; i < frames.size(); ++i) EXPECT_EQ(frames[i].index, static_cast<std::int64_t>(i));
    }
    EXPECT_TRUE(frames_of({}, 100).empty());
}

TEST(Stft, BlockSizeChangesNoBit) {
    const auto x = sine(0.0123, 5000);
    const auto whole = frames_of(x, x.size());
    for (const std::size_t block : {1, 7, 64, 1000}) EXPECT_EQ(frames_of(x, block), whole) << block;
}

TEST(StftDeathTest, AHopThatLeadsNowhereEndsTheProgram) {
    for (const int hop : {0, -5, 513})
        EXPECT_DEATH((Stft{{.size = 512, .hop = hop}, [](const SpectrumFrame&) {}}), "options.hop");
}

TEST(Stft, LevelsDifferByRoundingOnly) {
    const auto x = sine(0.0123, 5000);
    const auto reference = frames_of(x, 512, SimdLevel::scalar);
    const auto fast = frames_of(x, 512);
    ASSERT_EQ(reference.size(), fast.size());
    for (std::size_t i = 0; i < fast.size(); ++i)
        for (std::size_t k = 0; k < fast[i].magnitude.size(); ++k)
            ASSERT_NEAR(reference[i].magnitude[k], fast[i].magnitude[k], 1e-6);
}

}  // namespace
}  // namespace stratum::dsp
