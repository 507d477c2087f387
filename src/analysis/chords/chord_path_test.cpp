#include "chords/chord_path.hpp"

#include "chords/chord_confidence.hpp"

#include <gtest/gtest.h>

namespace stratum::analysis {
namespace {

std::vector<Slice> half_beats(std::size_t count) {
    std::vector<Slice> out;
    for (std::size_t n = 0; n < count; ++n)
        out.push_back({0.25 * static_cast<double>(n), 0.25 * static_cast<double>(n + 1), n % 2 == 0, n % 8 == 0});
    return out;
}

std::array<float, kChordStates> likes(int state, float by) {
    std::array<float, kChordStates> out{};
    out[static_cast<std::size_t>(state)] = by;
    return out;
}

constexpr int kC = 0;
constexpr int kG = 7;
constexpr int kAMinor = 12 + 9;

TEST(ChordPath, FollowsWhatIsLikelyAndSmoothsWhatIsBrief) {
    const auto slices = half_beats(32);
    const auto path = chord_path(slices, {}, [](std::size_t n) {
        return likes(n == 5 ? kAMinor : n < 16 ? kC : kG, n == 5 ? 4.0F : 8.0F);
    });
    ASSERT_EQ(path.states.size(), 32U);
    for (std::size_t n = 0; n < 32; ++n) EXPECT_EQ(path.states[n], n < 16 ? kC : kG) << n;
    for (const float p : path.probabilities) {
        EXPECT_GE(p, 0.0F);
        EXPECT_LE(p, 1.0F);
    }
    EXPECT_GT(path.probabilities[10], 0.95F);
    EXPECT_LT(path.probabilities[5], path.probabilities[10]);
}

TEST(ChordPath, PrefersTheChordsOfTheKeyWhereEarsAreInDoubt) {
    const auto slices = half_beats(16);
    const int f = 5;
    const int f_sharp = 6;
    const auto both = [&](std::size_t) {
        auto out = likes(f, 6.0F);
        out[static_cast<std::size_t>(f_sharp)] = 6.0F;
        return out;
    };
    KeySpan span{Seconds{0.0}, Seconds{4.0}, {0, Mode::major}, 0.9};
    EXPECT_EQ(chord_path(slices, std::vector{span}, both).states.front(), f);
    span.key.tonic = 1;
    EXPECT_EQ(chord_path(slices, std::vector{span}, both).states.front(), f_sharp);
}

TEST(ChordPath, MayChangeToAnotherChordOnTheSameRootAndToNone) {
    const auto slices = half_beats(24);
    const int c_minor = 12;
    const auto path = chord_path(slices, {}, [](std::size_t n) {
        return likes(n < 8 ? kC : n < 16 ? 12 : kNoChord, 10.0F);
    });
    EXPECT_EQ(path.states[4], kC);
    EXPECT_EQ(path.states[12], c_minor);
    EXPECT_EQ(path.states[20], kNoChord);
}

TEST(ChordPath, IsTheSameChordForChordInLongAndShortMusic) {
    // Longer than three of the decoder's windows, with a change every fifth bar.
    const auto slices = half_beats(4000);
    const auto state = [](std::size_t n) { return static_cast<int>(n / 40 * 7 % 12); };
    const auto path = chord_path(slices, {}, [&](std::size_t n) { return likes(state(n), 9.0F); });
    ASSERT_EQ(path.states.size(), 4000U);
    ASSERT_EQ(path.probabilities.size(), 4000U);
    for (std::size_t n = 0; n < 4000; ++n) EXPECT_EQ(path.states[n], state(n)) << n;
}

TEST(ChordPath, OfNothingIsEmpty) {
    EXPECT_TRUE(chord_path({}, {}, [](std::size_t) { return likes(0, 1.0F); }).states.empty());
}

TEST(ChordConfidence, GrowsWithTheModelsAndStaysAProbability) {
    double last = -1.0;
    for (const double p : {0.0, 0.1, 0.4, 0.7, 0.95, 1.0}) {
        const double confidence = chord_confidence(p, Seconds{2.0});
        EXPECT_GT(confidence, last);
        EXPECT_GE(confidence, 0.0);
        EXPECT_LE(confidence, 1.0);
        last = confidence;
    }
}

}  // namespace
}  // namespace stratum::analysis
