#include "doubts.hpp"

#include "stratum/library/query.hpp"

#include <gtest/gtest.h>

namespace stratum::correct {
namespace {

using analysis::TempoRelation;

TEST(DoubtsOf, ComeWithTheRunnerUpAndHowToTakeIt) {
    analysis::Report report;
    report.rhythm.emplace().tempo = analysis::Tempo{
        .bpm = Bpm{87.0}, .confidence = 0.6, .alternatives = {{Bpm{174.0}, 0.15, TempoRelation::double_}}};
    report.rhythm->grid = analysis::BeatGrid{.beats = {Seconds{0.5}, Seconds{1.0}}, .confidence = 0.8};
    report.harmony.emplace().key = analysis::KeyEstimate{
        .key = {0, analysis::Mode::major}, .confidence = 0.4, .alternatives = {{{9, analysis::Mode::minor}, 0.3}}};
    const auto doubts = doubts_of(report);
    ASSERT_EQ(doubts.size(), 3U);
    EXPECT_EQ(doubts[0].field, library::CorrectedField::key);
    EXPECT_EQ(doubts[0].alternative, "A minor");
    EXPECT_EQ(doubts[0].options, "--key Am");
    EXPECT_EQ(doubts[1].field, library::CorrectedField::tempo);
    EXPECT_EQ(doubts[1].alternative, "174.00 BPM (double)");
    EXPECT_EQ(doubts[1].options, "--double");
    EXPECT_EQ(doubts[2].options, "--shift-beats 0.5");
}

// The network's confidence of beats falls with that of the tempo: it must not hide that it is the tempo that is
// doubtful.
TEST(DoubtsOf, AskAboutTheTempoBeforeItsBeats) {
    analysis::Report report;
    report.rhythm.emplace().tempo = analysis::Tempo{
        .bpm = Bpm{90.0}, .confidence = 0.53, .alternatives = {{Bpm{180.0}, 0.45, TempoRelation::double_}}};
    report.rhythm->grid = analysis::BeatGrid{.beats = {Seconds{0.5}, Seconds{1.0}}, .confidence = 0.14};
    const auto doubts = doubts_of(report);
    ASSERT_EQ(doubts.size(), 1U);
    EXPECT_EQ(doubts[0].options, "--double");
    EXPECT_EQ(library::lowest_confidence(report), 0.53) << "the queue is in the order of what is asked";
    report.rhythm->tempo->confidence = 1.0;  // Said by a person.
    EXPECT_EQ(doubts_of(report).at(0).options, "--shift-beats 0.5");
}

TEST(DoubtsOf, RelativesWithoutAnOptionAreSaidAsATempo) {
    analysis::Report report;
    report.rhythm.emplace().tempo = analysis::Tempo{
        .bpm = Bpm{120.0}, .confidence = 0.5, .alternatives = {{Bpm{90.004}, 0.3, TempoRelation::three_quarters}}};
    EXPECT_EQ(doubts_of(report).at(0).options, "--bpm 90");
    EXPECT_EQ(doubts_of(report).at(0).alternative, "90.00 BPM (three quarters)");
}

TEST(DoubtsOf, ThereAreNoneAboutWhatAPersonSaid) {
    analysis::Report report;
    report.rhythm.emplace().tempo = analysis::Tempo{.bpm = Bpm{120.0}, .confidence = 1.0};
    EXPECT_TRUE(doubts_of(report).empty());
    EXPECT_TRUE(doubts_of({}).empty());
}

}  // namespace
}  // namespace stratum::correct
