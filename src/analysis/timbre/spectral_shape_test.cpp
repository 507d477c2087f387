#include "timbre/spectral_shape.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <random>
#include <vector>

namespace stratum::analysis {
namespace {

std::vector<float> squared(std::vector<float> magnitude) {
    for (float& m : magnitude) m *= m;
    return magnitude;
}

TEST(SpectralShape, OfOneBinIsThatBin) {
    std::vector<float> magnitude(kSpectrumBins, 0.0F);
    magnitude[100] = 0.5F;
    const auto shape = spectral_shape(magnitude, squared(magnitude));
    EXPECT_FLOAT_EQ(shape.centroid_hz, 100 * kSpectrumBinHz);
    EXPECT_FLOAT_EQ(shape.spread_hz, 0.0F);
    // 85 % through the bin that reaches from 99.5 to 100.5.
    EXPECT_NEAR(shape.rolloff_hz, 100.35 * kSpectrumBinHz, 0.1);
    EXPECT_LT(shape.flatness, 1e-6F);
}

TEST(SpectralShape, OfAFlatSpectrumIsFlatAndCentred) {
    const std::vector<float> magnitude(kSpectrumBins, 0.1F);
    const auto shape = spectral_shape(magnitude, squared(magnitude));
    EXPECT_NEAR(shape.centroid_hz, 256.5 * kSpectrumBinHz, 0.1);  // mean of 1 .. 512
    // Deviation of n even steps: sqrt((n^2 - 1) / 12).
    EXPECT_NEAR(shape.spread_hz, std::sqrt((512.0 * 512.0 - 1.0) / 12.0) * kSpectrumBinHz, 0.1);
    EXPECT_NEAR(shape.rolloff_hz, (0.5 + 0.85 * 512) * kSpectrumBinHz, 1.0);
    EXPECT_NEAR(shape.flatness, 1.0F, 1e-4);
}

TEST(SpectralShape, OfSilenceIsZero) {
    const std::vector<float> nothing(kSpectrumBins, 0.0F);
    const auto shape = spectral_shape(nothing, nothing);
    EXPECT_EQ(shape.centroid_hz, 0.0F);
    EXPECT_EQ(shape.flatness, 0.0F);
}

TEST(SpectralVariation, DoesNotHearLevel) {
    std::vector<float> a(kSpectrumBins, 0.0F);
    std::vector<float> b(kSpectrumBins, 0.0F);
    std::vector<float> c(kSpectrumBins, 0.0F);
    a[10] = 1.0F;
    b[10] = 0.01F;
    c[11] = 1.0F;
    EXPECT_NEAR(spectral_variation(a, b), 0.0F, 1e-6F);  // 0.01 squared is rounded to 6e-8 of itself
    EXPECT_FLOAT_EQ(spectral_variation(a, c), 1.0F);
    EXPECT_FLOAT_EQ(spectral_variation(a, std::vector<float>(kSpectrumBins, 0.0F)), 0.0F);
}

TEST(Dot, AgreesWithPlainSum) {
    std::mt19937 random{7};
    std::normal_distribution<float> normal;
    for (const std::size_t size : {0U, 1U, 15U, 16U, 17U, 513U}) {
        std::vector<float> a(size);
        std::vector<float> b(size);
        double expected = 0.0;
        double total = 0.0;
        for (std::size_t i = 0; i < size; ++i) {
            a[i] = normal(random);
            b[i] = normal(random);
            expected += static_cast<double>(a[i]) * b[i];
            total += a[i];
        }
        EXPECT_NEAR(dot(a, b), expected, 1e-4);  // single precision: 513 terms of about 1, each to 6e-8
        EXPECT_NEAR(sum(a), total, 1e-4);
    }
}

}  // namespace
}  // namespace stratum::analysis
