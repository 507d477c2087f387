#include "harmony.hpp"

#include "patterns.hpp"
#include "random.hpp"

#include <gtest/gtest.h>

namespace stratum::composer {

TEST(Harmony, ReadsAProgressionOfRootsAndQualities) {
    const auto chords = parse_progression("0M 77 9m bd");
    ASSERT_EQ(chords.size(), 4U);
    EXPECT_EQ(chords[1].root, 7);
    EXPECT_EQ(chords[1].quality, '7');
    EXPECT_EQ(chords[3].root, 11);
    EXPECT_EQ(harte_label(2, chords[1]), "A:7");
    EXPECT_EQ(harte_label(0, chords[2]), "A:min");
}

TEST(Harmony, VoicesHoldExactlyTheTonesOfTheChord) {
    for (int tonic = 0; tonic < 12; ++tonic) {
        const Chord chord{5, 'n'};
        const auto notes = voice_chord(tonic, chord, 60, {});
        ASSERT_EQ(notes.size(), 4U);
        unsigned seen = 0;
        for (const int note : notes) seen |= 1U << ((note - tonic - 5 + 120) % 12);
        EXPECT_EQ(seen, (1U << 0) | (1U << 3) | (1U << 7) | (1U << 10));
    }
}

TEST(Harmony, VoicesStayNearTheirCentre) {
    std::vector<int> previous;
    Random random{7};
    for (int i = 0; i < 200; ++i) {
        previous = voice_chord(random.below(12), {random.below(12), random.chance(0.5) ? 'M' : 'm'}, 60, previous);
        EXPECT_GT(previous.front(), 44);
        EXPECT_LT(previous.back(), 78);  // a hand's width around middle C
    }
}

TEST(Patterns, EveryLaneIsAWholeNumberOfBars) {
    for (const auto& pattern : all_drum_patterns())
        for (const auto& lane : parse_drum_pattern(pattern.text))
            EXPECT_EQ(lane.steps.size() % static_cast<std::size_t>(pattern.steps_per_bar), 0U) << pattern.text;
}

}  // namespace stratum::composer
