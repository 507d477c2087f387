#include "compose.hpp"

#include "bench_set.hpp"
#include "demo.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <set>

namespace stratum::composer {
namespace {

PieceSpec spec_of(std::string_view style, std::uint64_t seed = 5) {
    PieceSpec spec;
    for (const Style& one : all_styles())
        if (one.name == style) spec.style = &one;
    spec.seed = seed;
    spec.seconds = 40.0;
    return spec;
}

}  // namespace

TEST(Compose, BeatsOfAMachineFollowTheTempoToTheMicrosecond) {
    PieceSpec spec = spec_of("house");
    spec.bpm = 124.37;
    const Truth truth = compose(spec).truth;
    ASSERT_GT(truth.beats.size(), 60U);
    for (std::size_t i = 0; i < truth.beats.size(); ++i)
        EXPECT_NEAR(truth.beats[i], truth.beats[0] + static_cast<double>(i) * 60.0 / 124.37, 1e-6);
    EXPECT_EQ(truth.bpm, 124.37);
    EXPECT_TRUE(truth.constant);
}

TEST(Compose, EveryPieceOfTheSetIsConsistentWithItself) {
    for (const BenchPiece& piece : bench_pieces()) {
        const Score score = compose(piece.spec);
        const Truth& truth = score.truth;
        SCOPED_TRACE(piece.name);
        EXPECT_GT(score.duration, 20.0);
        EXPECT_LT(score.duration, 140.0);
        EXPECT_TRUE(std::is_sorted(truth.beats.begin(), truth.beats.end()));
        EXPECT_FALSE(truth.key.empty());
        EXPECT_LE(std::abs(truth.tuning_cents), 50.0);
        for (const double downbeat : truth.downbeats)
            EXPECT_TRUE(std::binary_search(truth.beats.begin(), truth.beats.end(), downbeat));
        if (!truth.downbeats.empty()) {
            const auto between = std::lower_bound(truth.beats.begin(), truth.beats.end(), truth.downbeats[1]) -
                                 std::lower_bound(truth.beats.begin(), truth.beats.end(), truth.downbeats[0]);
            EXPECT_EQ(between, truth.beats_per_bar);
            EXPECT_GE(truth.beats.front(), 0.0);
            EXPECT_LE(truth.beats.back(), score.duration);
        }
        for (const auto* spans : {&truth.chords, &truth.keys, &truth.sections})
            for (std::size_t i = 1; i < spans->size(); ++i)
                EXPECT_NEAR((*spans)[i].start, (*spans)[i - 1].end, 1e-9);  // no gap, no overlap
        for (const Note& note : score.notes) {
            EXPECT_GE(note.time, 0.0);
            EXPECT_GT(note.length, 0.0);
            EXPECT_GE(note.pitch, 20);
            EXPECT_LE(note.pitch, 110);
        }
    }
}

TEST(Compose, SwingMovesTheNotesAndNotTheBeats) {
    const Score straight = compose(spec_of("house"));
    const Score swung = compose(spec_of("shuffle_house"));
    const auto off_grid = [](const Score& score) {
        // Share of hits that lie on no sixteenth.
        const double step = 15.0 / *score.truth.bpm;
        int off = 0;
        for (const DrumHit& hit : score.drums) {
            const double steps = (hit.time - score.truth.beats.front()) / step;
            off += std::abs(steps - std::floor(steps + 0.5)) > 0.05;
        }
        return static_cast<double>(off) / static_cast<double>(score.drums.size());
    };
    EXPECT_EQ(off_grid(straight), 0.0);
    EXPECT_GT(off_grid(swung), 0.05);
    EXPECT_TRUE(swung.truth.constant);
}

TEST(Compose, ARampKeepsNoSingleTempoAndAJumpHasTwo) {
    EXPECT_FALSE(compose(spec_of("tempo_ramp")).truth.bpm.has_value());
    const Truth jump = compose(spec_of("tempo_jump")).truth;
    std::set<long> periods;
    for (std::size_t i = 1; i < jump.beats.size(); ++i)
        periods.insert(std::lround((jump.beats[i] - jump.beats[i - 1]) * 1e5));
    EXPECT_EQ(periods.size(), 2U);
    // The tempo that is given is the one of the longer stretch.
    const double first = jump.beats[1] - jump.beats[0];
    EXPECT_NEAR(60.0 / first, *jump.bpm, 1e-9);
}

TEST(Compose, MusicWithoutBeatHasNoBeatInItsTruth) {
    const Truth truth = compose(spec_of("ambient")).truth;
    EXPECT_TRUE(truth.beats.empty());
    EXPECT_FALSE(truth.bpm.has_value());
    EXPECT_FALSE(truth.key.empty());
}

TEST(BenchSet, HasOverFiveHundredPiecesInAllKeysAndBothSplits) {
    const auto pieces = bench_pieces();
    EXPECT_GE(pieces.size(), 500U);
    std::set<std::pair<int, int>> keys[2];
    int tests = 0;
    for (const BenchPiece& piece : pieces) {
        const bool test = piece.spec.split == Split::test;
        tests += test;
        keys[test ? 1 : 0].insert({piece.spec.tonic, static_cast<int>(piece.spec.mode)});
    }
    EXPECT_EQ(tests * 2, static_cast<int>(pieces.size()));
    EXPECT_EQ(keys[0].size(), 24U);
    EXPECT_EQ(keys[1].size(), 24U);
}

TEST(BenchSet, PatternsOfTheSplitsAreDisjoint) {
    for (const Groove groove : {Groove::house, Groove::swing, Groove::trap, Groove::waltz}) {
        const auto patterns = drum_patterns(groove);
        EXPECT_EQ(patterns.size() % 2, 0U);
        EXPECT_EQ(std::set(patterns.begin(), patterns.end()).size(), patterns.size());
    }
}

TEST(Demo, PiecesCoverTempiKeysAndATempoChange) {
    std::set<double> tempi;
    std::set<std::string> keys;
    bool changes = false;
    for (const DemoPiece& piece : demo_pieces()) {
        const Truth truth = compose(piece.spec).truth;
        if (truth.bpm) tempi.insert(std::floor(*truth.bpm / 10.0));
        keys.insert(truth.key);
        changes = changes || piece.spec.style->tempo == TempoKind::jump;
    }
    EXPECT_GE(tempi.size(), 7U);
    EXPECT_EQ(keys.size(), demo_pieces().size());
    EXPECT_TRUE(changes);
}

}  // namespace stratum::composer
