#include "timbre/mel.hpp"

#include "timbre/spectral_shape.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <numeric>
#include <vector>

namespace stratum::analysis {
namespace {

TEST(MelCepstrum, EachBinIsSharedByTwoNeighbours) {
    const MelCepstrum mel;
    // Triangles whose feet are the neighbours' peaks add up to 1 everywhere between the first and the last peak.
    for (const int bin : {5, 40, 100, 300, 470}) {
        std::vector<float> power(kSpectrumBins, 0.0F);
        power[static_cast<std::size_t>(bin)] = 1.0F;
        const auto bands = mel.bands(power);
        EXPECT_NEAR(std::accumulate(bands.begin(), bands.end(), 0.0F), 1.0F, 1e-5F) << bin;
        EXPECT_LE(std::count_if(bands.begin(), bands.end(), [](float b) { return b > 0.0F; }), 2) << bin;
    }
}

TEST(MelCepstrum, PutsAKilohertzWhereTheScaleSays) {
    const MelCepstrum mel;
    std::vector<float> power(kSpectrumBins, 0.0F);
    power[static_cast<std::size_t>(std::lround(1000.0 / kSpectrumBinHz))] = 1.0F;
    const auto bands = mel.bands(power);
    // 1000 Hz is mel 1000 of 3175 (11,025 Hz); 41 steps of 77.4: between centres 12 and 13 counted from 1, 0.91 of the
    // way.
    EXPECT_EQ(std::max_element(bands.begin(), bands.end()) - bands.begin(), 12);
}

TEST(MelCepstrum, OfEqualBandsHasOnlyALevel) {
    const MelCepstrum mel;
    std::vector<float> power(kSpectrumBins, 0.0F);
    const auto silent = mel(power);
    // All bands at the floor ln 1e-10: c0 = sqrt(40) * ln 1e-10, the rest 0.
    EXPECT_NEAR(silent[0], std::sqrt(40.0) * std::log(1e-10), 1e-3);
    for (int c = 1; c < kMfccs; ++c) EXPECT_NEAR(silent[static_cast<std::size_t>(c)], 0.0F, 1e-3F);
}

TEST(MelCepstrum, LevelMovesOnlyTheFirstCoefficient) {
    const MelCepstrum mel;
    std::vector<float> power(kSpectrumBins);
    for (std::size_t k = 0; k < power.size(); ++k) power[k] = 1.0F / static_cast<float>(1 + k);
    const auto quiet = mel(power);
    for (float& p : power) p *= 100.0F;
    const auto loud = mel(power);
    EXPECT_NEAR(loud[0] - quiet[0], std::sqrt(40.0) * std::log(100.0), 1e-3);
    for (int c = 1; c < kMfccs; ++c)
        EXPECT_NEAR(loud[static_cast<std::size_t>(c)], quiet[static_cast<std::size_t>(c)], 1e-3F);
}

}  // namespace
}  // namespace stratum::analysis
