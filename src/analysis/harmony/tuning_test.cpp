#include "harmony/tuning.hpp"

#include "harmony/test_music.hpp"

#include <gtest/gtest.h>

namespace stratum::analysis {
namespace {

/// The test music is made at 22,050 Hz; read at 11,025 Hz it sounds an octave lower, in the same tuning.
std::optional<Tuning> tuning_of(const std::vector<float>& samples) {
    ChromaExtractor extractor;
    extractor.push(samples);
    return estimate_tuning(extractor.finish());
}

TEST(Tuning, IsMeasuredInCentsAndAsA4) {
    for (const double cents : {-40.0, -10.0, 0.0, 25.0}) {
        const auto tuning = tuning_of(test_music::cadence({0, Mode::major}, cents, 1));
        ASSERT_TRUE(tuning);
        EXPECT_NEAR(tuning->offset.value(), cents, 4.0);  // the fifth partial of each note lies 14 cents flat
        EXPECT_NEAR(tuning->a4.value(), 440.0 * std::exp2(tuning->offset.value() / 1200.0), 1e-9);
        EXPECT_GT(tuning->confidence, 0.8);
    }
}

TEST(Tuning, HasNoConfidenceInNoise) { EXPECT_LT(tuning_of(test_music::noise(5.0))->confidence, 0.1); }

TEST(Tuning, IsAbsentForSilence) { EXPECT_FALSE(tuning_of(std::vector<float>(30000, 0.0F))); }

}  // namespace
}  // namespace stratum::analysis
