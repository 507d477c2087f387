#include "plan.hpp"

#include "shown.hpp"
#include "wish.hpp"

#include <gtest/gtest.h>

namespace stratum::correct {
namespace {

analysis::Report sample() {
    analysis::Report report;
    report.duration = Seconds{120.0};
    auto& rhythm = report.rhythm.emplace();
    rhythm.tempo = analysis::Tempo{.bpm = Bpm{60.0}, .confidence = 0.5};
    auto& grid = rhythm.grid.emplace();
    grid.kind = analysis::GridKind::constant;
    grid.regions = {{Seconds{}, Seconds{120.0}, Seconds{0.0}, Bpm{60.0}}};
    for (int n = 0; n < 120; ++n) grid.beats.emplace_back(n);
    for (int n = 0; n < 120; n += 4) grid.downbeats.emplace_back(n);
    rhythm.metre = analysis::Metre{4, 0.5};
    auto& harmony = report.harmony.emplace();
    harmony.key = analysis::KeyEstimate{.key = {9, analysis::Mode::minor}, .confidence = 0.5};
    harmony.key_over_time = {{Seconds{}, Seconds{120.0}, {9, analysis::Mode::minor}, 0.5}};
    return report;
}

/// As it is shown, with nothing said before.
Result<library::Corrections> plan(const analysis::Report& shown, const Wish& wish) {
    STRATUM_TRY(const auto operations, operations_of(wish));
    library::HeardAndSaid track;
    track.heard = shown;
    STRATUM_TRY(auto change, correct::plan(track, operations));
    return std::move(change.correction.values);
}
std::string words_of(const Wish& wish) {
    const auto operations = operations_of(wish);
    return operations ? correct::words_of(*operations) : "";
}

TEST(Plan, SaysOnlyWhatWasAskedFor) {
    const auto values = plan(sample(), {.ratio = library::TempoRatio{2, 1}});
    ASSERT_TRUE(values);
    EXPECT_EQ(values->tempo, Bpm{120.0});
    EXPECT_TRUE(values->grid && values->beats_per_bar);
    EXPECT_FALSE(values->key);
    const auto key = plan(sample(), {.key = analysis::Key{0, analysis::Mode::major}});
    ASSERT_TRUE(key);
    EXPECT_FALSE(key->tempo || key->grid);
    EXPECT_EQ(key->key->key, (analysis::Key{0, analysis::Mode::major}));
}

TEST(Plan, DoesSeveralThingsInOrder) {
    const auto values = plan(sample(), {.ratio = library::TempoRatio{2, 1}, .shift = 0.5});
    ASSERT_TRUE(values);
    EXPECT_NEAR(values->grid->beats[0].value(), 0.25, 1e-9);  // Half of the new beat.
}

TEST(Plan, AKeyFromATimeOnLeavesTheOneBefore) {
    const analysis::Key c{0, analysis::Mode::major};
    const auto late = plan(sample(), {.key = c, .from = Seconds{90.0}});
    ASSERT_TRUE(late);
    EXPECT_EQ(late->key->key, (analysis::Key{9, analysis::Mode::minor}));  // Ninety seconds against thirty.
    ASSERT_EQ(late->key->over_time.size(), 2U);
    EXPECT_EQ(late->key->over_time[0].end, Seconds{90.0});
    EXPECT_EQ(late->key->over_time[1].key, c);
    const auto early = plan(sample(), {.key = c, .from = Seconds{10.0}});
    EXPECT_EQ(early->key->key, c);
}

TEST(Plan, ConfirmTakesAllThatIsShown) {
    const auto values = plan(sample(), {.confirm = true});
    ASSERT_TRUE(values);
    EXPECT_EQ(values->tempo, Bpm{60.0});
    EXPECT_TRUE(values->grid && values->beats_per_bar && values->key);
    EXPECT_FALSE(plan(analysis::Report{}, {.confirm = true}));
}

TEST(Plan, RefusesWhatMakesNoSense) {
    for (const Wish& wish :
         {Wish{}, Wish{.from = Seconds{1.0}}, Wish{.ratio = library::TempoRatio{2, 1}, .tempo = Bpm{120.0}},
          Wish{.shift = 1.0, .confirm = true}, Wish{.key = analysis::Key{}, .from = Seconds{120.0}},
          Wish{.tempo = Bpm{-1.0}}, Wish{.shift = 0.0}}) {
        const auto values = plan(sample(), wish);
        ASSERT_FALSE(values) << words_of(wish);
        EXPECT_EQ(values.error().code, ErrorCode::invalid_argument);
    }
}

TEST(WordsOf, AreWhatOneWouldType) {
    EXPECT_EQ(
        words_of({.ratio = library::TempoRatio{1, 2}, .shift = -0.5, .key = analysis::Key{9, analysis::Mode::minor}}),
        "--half --shift-beats -0.5 --key Am");
    EXPECT_EQ(words_of({.tempo = Bpm{124.0}, .from = Seconds{83.0}}), "--bpm 124 --adjust-from 83");
    EXPECT_EQ(words_of({}), "");
}

TEST(Difference, NamesWhatChangesAndNothingElse) {
    const auto before = sample();
    const auto after = laid_over(before, *plan(before, {.ratio = library::TempoRatio{2, 1}}));
    EXPECT_EQ(difference(shown(before), shown(after)), "60.00 BPM -> 120.00 BPM");
    const auto shifted = laid_over(before, *plan(before, {.shift = 1.0}));
    EXPECT_EQ(difference(shown(before), shown(shifted)), "first downbeat 0:00.000 -> 0:01.000");
    const auto late = laid_over(before, *plan(before, {.ratio = library::TempoRatio{2, 1}, .from = Seconds{30.0}}));
    EXPECT_EQ(difference(shown(before), shown(late)), "60.00 BPM -> 60.00 BPM from 0:00 + 120.00 BPM from 0:30");
    // A shift from a time on leaves the tempo and the first bars: what moves is told.
    constexpr Seconds kThere{30.0};
    const auto moved = laid_over(before, *plan(before, {.shift = 0.5, .from = kThere}));
    EXPECT_EQ(difference(shown(before, kThere), shown(moved, kThere)),
              "first downbeat from 0:30 on 0:32.000 -> 0:32.500");
    const auto barwise = laid_over(before, *plan(before, {.shift = 4.0}));
    EXPECT_EQ(difference(shown(before), shown(barwise)), "60.00 BPM, first downbeat 0:00.000, A minor, as before");
    EXPECT_EQ(difference(shown(before), shown(before)), "60.00 BPM, first downbeat 0:00.000, A minor, as before");
}

TEST(Plan, DoesOperationsInTheirOrder) {
    library::HeardAndSaid track;
    track.heard = sample();
    const std::vector<Operation> both{{.kind = OperationKind::double_},
                                      {.kind = OperationKind::nudge, .seconds = Seconds{0.1}},
                                      {.kind = OperationKind::metre, .beats_per_bar = 3}};
    const auto change = correct::plan(track, both);
    ASSERT_TRUE(change) << change.error().text();
    EXPECT_EQ(change->correction.values.tempo, Bpm{120.0});
    EXPECT_NEAR(change->correction.values.grid->beats[0].value(), 0.1, 1e-9);
    EXPECT_NEAR(change->correction.values.grid->downbeats[1].value(), 1.6, 1e-9);
    EXPECT_EQ(change->correction.values.beats_per_bar, 3);
    EXPECT_EQ(correct::words_of(both), "--double --nudge 0.1 --metre 3");
    EXPECT_FALSE(correct::plan(track, {}));
    EXPECT_FALSE(correct::plan(track, std::vector<Operation>(9, Operation{.kind = OperationKind::double_})));
}

TEST(Plan, RevertsToWhatWasHeard) {
    library::HeardAndSaid track;
    track.heard = sample();
    track.said = *plan(sample(), {.ratio = library::TempoRatio{2, 1}, .key = analysis::Key{0, analysis::Mode::major}});
    using library::CorrectedField;
    const std::vector<Operation> key{{.kind = OperationKind::revert, .fields = {CorrectedField::key}}};
    const auto some = correct::plan(track, key);
    ASSERT_TRUE(some);
    EXPECT_TRUE(some->correction.values.empty());
    EXPECT_EQ(some->correction.reverts, std::vector{CorrectedField::key});
    EXPECT_EQ(some->after.harmony->key->key, (analysis::Key{9, analysis::Mode::minor}));
    EXPECT_EQ(some->after.rhythm->tempo->bpm, Bpm{120.0});
    // What is said after that is said of what was heard.
    const std::vector<Operation> more{{.kind = OperationKind::revert}, {.kind = OperationKind::halve}};
    const auto anew = correct::plan(track, more);
    ASSERT_TRUE(anew);
    EXPECT_EQ(anew->correction.values.tempo, Bpm{30.0});
    EXPECT_EQ(anew->correction.reverts, std::vector{CorrectedField::key});
}

}  // namespace
}  // namespace stratum::correct
