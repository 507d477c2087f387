#include "harmony/church_mode.hpp"

#include "harmony/test_music.hpp"
#include "stratum/analysis/analyzer.hpp"

#include <gtest/gtest.h>

namespace stratum::analysis {
namespace {

/// Triads on degrees of `tonic`, a second each, twice over; big ones for true.
std::optional<KeyEstimate> key_of(int tonic, std::initializer_list<std::pair<int, bool>> chords) {
    std::vector<float> piece;
    double at = 0.0;
    for (int n = 0; n < 2; ++n)
        for (const auto& [degree, big] : chords) {
            test_music::add_triad(piece, (tonic + degree) % 12, big ? Mode::major : Mode::minor, at, 1.0, 0.0);
            at += 1.0;
        }
    AnalysisOptions options;
    options.analysers = {};
    options.analysers.add(AnalyserId::harmony);
    return analyze({piece, 1, SampleRate{test_music::kRate}}, options)->harmony->key;
}

TEST(ChurchMode, IsToldWhereOneDegreeClearlyDiffers) {
    for (const int tonic : {0, 3, 7, 10}) {
        // I bVII over and over: the seventh is flat throughout.
        const auto mixolydian =
            key_of(tonic, {{0, true}, {0, true}, {10, true}, {0, true}, {0, true}, {10, true}, {0, true}});
        ASSERT_TRUE(mixolydian);
        EXPECT_EQ(mixolydian->key, (Key{tonic, Mode::major}));
        EXPECT_EQ(mixolydian->church_mode, ChurchMode::mixolydian) << tonic;
        // i IV i: the sixth of the minor scale is raised.
        const auto dorian = key_of(tonic, {{0, false}, {0, false}, {5, true}, {0, false}});
        ASSERT_TRUE(dorian);
        EXPECT_EQ(dorian->key, (Key{tonic, Mode::minor}));
        EXPECT_EQ(dorian->church_mode, ChurchMode::dorian) << tonic;
    }
}

TEST(ChurchMode, IsLeftOutOfPlainMajorAndMinor) {
    EXPECT_FALSE(key_of(2, {{0, true}, {5, true}, {7, true}, {0, true}})->church_mode);
    EXPECT_FALSE(key_of(2, {{0, false}, {5, false}, {7, true}, {0, false}})->church_mode);
    KeyEvidence nothing;
    EXPECT_FALSE(church_mode(nothing, {0, Mode::major}));
}

}  // namespace
}  // namespace stratum::analysis
