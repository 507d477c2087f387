#include "timbre/contrast.hpp"

#include "timbre/spectral_shape.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace stratum::analysis {
namespace {

TEST(SpectralContrast, IsZeroForAFlatSpectrum) {
    SpectralContrast contrast;
    for (const float band : contrast(std::vector<float>(kSpectrumBins, 0.3F))) EXPECT_FLOAT_EQ(band, 0.0F);
}

TEST(SpectralContrast, SeesTonesOverAFloor) {
    SpectralContrast contrast;
    std::vector<float> magnitude(kSpectrumBins, 0.001F);
    // Every fifth bin 40 dB up: the strongest fifth of each band. Where a band's borders cut one tone of four off, the
    // mean is 20 log10(3 / 4) = 2.5 dB lower.
    for (std::size_t k = 3; k < magnitude.size(); k += 5) magnitude[k] = 0.1F;
    const auto bands = contrast(magnitude);
    for (std::size_t b = 2; b < kContrastBands; ++b) EXPECT_NEAR(bands[b], 40.0F, 2.6F) << b;
}

TEST(SpectralContrast, OfSilenceIsZero) {
    SpectralContrast contrast;
    for (const float band : contrast(std::vector<float>(kSpectrumBins, 0.0F))) EXPECT_EQ(band, 0.0F);
}

}  // namespace
}  // namespace stratum::analysis
