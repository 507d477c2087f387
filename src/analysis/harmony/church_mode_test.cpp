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

TEST(ChurchMode, IsThatOfTheMainKeyWhateverComesAfterIt) {
    // C Mixolydian, then a short stretch full of B natural: of the whole, no degree would stand out.
    PitchClasses mixolydian{};
    for (const std::size_t p : {0U, 2U, 4U, 5U, 7U, 9U, 10U}) mixolydian[p] = 1.0F / 7.0F;
    PitchClasses other{};
    for (const std::size_t p : {11U, 3U, 6U}) other[p] = 1.0F / 3.0F;
    std::vector<ChromaFrame> frames(60, ChromaFrame{mixolydian, mixolydian, 1.0F});
    frames.resize(100, ChromaFrame{other, other, 1.0F});
    const Seconds change{60.0 * ChromaTrack::hop().value()};
    const Seconds end{100.0 * ChromaTrack::hop().value()};
    const Key c{0, Mode::major};
    const std::vector<KeySpan> spans{{Seconds{0.0}, change, c, 0.9}, {change, end, {11, Mode::major}, 0.9}};
    EXPECT_EQ(church_mode(shares_in_key(frames, spans, c), c), ChurchMode::mixolydian);
    EXPECT_FALSE(church_mode(shares_in_key(frames, {}, c), c));
    EXPECT_FLOAT_EQ(shares_in_key(frames, spans, c)[10], 1.0F / 7.0F);
    // Where the key holds nowhere, the whole speaks for it.
    EXPECT_EQ(shares_in_key(frames, spans, {5, Mode::minor}), shares_in_key(frames, {}, c));
}

TEST(ChurchMode, IsLeftOutOfPlainMajorAndMinor) {
    EXPECT_FALSE(key_of(2, {{0, true}, {5, true}, {7, true}, {0, true}})->church_mode);
    EXPECT_FALSE(key_of(2, {{0, false}, {5, false}, {7, true}, {0, false}})->church_mode);
    EXPECT_FALSE(church_mode(PitchClasses{}, {0, Mode::major}));
}

}  // namespace
}  // namespace stratum::analysis
