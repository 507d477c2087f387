#include "rhythm/beat_bands.hpp"

#include <cmath>
#include <gtest/gtest.h>

namespace stratum::analysis::rhythm {
namespace {

// A spectrum that is silent but for one bin.
std::vector<float> only(std::size_t bin, float magnitude) {
    std::vector<float> spectrum(kSpectrumSize / 2 + 1, 0.0F);
    spectrum[bin] = magnitude;
    return spectrum;
}

void hear(BeatBands& bands, const std::vector<float>& magnitude) {
    bands.hear({.index = 0, .bins = {}, .magnitude = magnitude});
}

TEST(BeatBands, EveryBinUpToTenKilohertzBelongsToOneBand) {
    for (std::size_t bin = 1; bin < 489; ++bin) {
        BeatBands bands;
        hear(bands, only(bin, 0.5F));
        hear(bands, only(bin, 0.0F));
        int lit = 0;
        for (const float value : bands.steps()) lit += value > 0.0F ? 1 : 0;
        EXPECT_EQ(lit, 1) << "bin " << bin;
    }
}

TEST(BeatBands, NothingIsHeardBelowAndAbove) {
    for (const std::size_t bin : {std::size_t{0}, std::size_t{489}, std::size_t{512}}) {
        BeatBands bands;
        hear(bands, only(bin, 1.0F));
        hear(bands, only(bin, 1.0F));
        for (const float value : bands.steps()) EXPECT_EQ(value, 0.0F) << "bin " << bin;
    }
}

TEST(BeatBands, ASingleBinIsCompressedAsTheHeaderSays) {
    BeatBands bands;
    hear(bands, only(5, 0.25F));
    hear(bands, only(5, 0.01F));
    ASSERT_EQ(bands.count(), 1U);
    EXPECT_NEAR(bands.steps()[4], std::log1p(750.0), 1e-4);
    EXPECT_NEAR(bands.steps()[BeatBands::kBands + 4], std::log1p(30.0), 1e-4);
}

TEST(BeatBands, AnOddFrameWaitsForItsPartner) {
    BeatBands bands;
    for (int i = 0; i < 5; ++i) hear(bands, only(5, 0.1F * static_cast<float>(i)));
    EXPECT_EQ(bands.count(), 2U);
    bands.forget(1);
    ASSERT_EQ(bands.count(), 1U);
    EXPECT_NEAR(bands.steps()[4], std::log1p(600.0), 1e-4);
    bands.forget(7);
    EXPECT_EQ(bands.count(), 0U);
    hear(bands, only(5, 0.5F));
    ASSERT_EQ(bands.count(), 1U);
    EXPECT_NEAR(bands.steps()[4], std::log1p(1200.0), 1e-4);
}

}  // namespace
}  // namespace stratum::analysis::rhythm
