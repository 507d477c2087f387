#include "stratum/library/beat_edit.hpp"

#include "stratum/analysis/analysers.hpp"
#include "test_beats.hpp"

#include <cmath>
#include <gmock/gmock.h>

namespace stratum::library {
namespace {

using analysis::GridKind;
using analysis::Report;
using analysis::Rhythm;

TEST(ScaleBeats, DoublingPutsBeatsBetweenAndKeepsTheBarsNumber) {
    const Report report = steady(70.0);
    const auto doubled = scale_beats(report, {2, 1});
    ASSERT_TRUE(doubled) << doubled.error().text();
    expect_consistent(*doubled, report.duration);
    EXPECT_DOUBLE_EQ(doubled->tempo->bpm.value(), 140.0);
    EXPECT_EQ(doubled->tempo->confidence, 1.0);
    for (const Seconds beat : report.rhythm->grid->beats)
        EXPECT_TRUE(std::ranges::any_of(doubled->grid->beats,
                                        [&](Seconds one) { return std::abs((one - beat).value()) < 1e-9; }));
    EXPECT_EQ(doubled->metre->beats_per_bar, 4);
    // A bar of 140 lasts 1.714 s, from the first downbeat of before on.
    EXPECT_NEAR(doubled->grid->downbeats[0].value(), 0.25, 1e-9);
    EXPECT_NEAR(doubled->grid->downbeats[1].value(), 0.25 + 4 * 60 / 140.0, 1e-9);
    EXPECT_EQ(doubled->grid->kind, GridKind::constant);
}

TEST(ScaleBeats, ABarOfTwoBecomesOneOfFour) {
    const Report report = steady(70.0, 2);
    const auto doubled = scale_beats(report, {2, 1});
    ASSERT_TRUE(doubled);
    EXPECT_EQ(doubled->metre->beats_per_bar, 4);
    EXPECT_EQ(doubled->grid->downbeats.size(), report.rhythm->grid->downbeats.size());
}

TEST(ScaleBeats, HalvingKeepsTheBeatsThatHoldTheDownbeats) {
    // The downbeats are the odd beats, 1, 5, 9, ...
    const Report report = steady(174.0, 4, 60.0, 1);
    const auto halved = scale_beats(report, {1, 2});
    ASSERT_TRUE(halved);
    expect_consistent(*halved, report.duration);
    EXPECT_DOUBLE_EQ(halved->tempo->bpm.value(), 87.0);
    EXPECT_NEAR(halved->grid->beats[0].value(), report.rhythm->grid->beats[1].value(), 1e-9);
    EXPECT_NEAR(halved->grid->beats[1].value(), report.rhythm->grid->beats[3].value(), 1e-9);
    EXPECT_EQ(halved->metre->beats_per_bar, 4);
    EXPECT_NEAR(halved->grid->downbeats[0].value(), report.rhythm->grid->beats[1].value(), 1e-9);
    EXPECT_NEAR(halved->grid->downbeats[1].value(), report.rhythm->grid->beats[9].value(), 1e-9);
}

TEST(ScaleBeats, HalfABarOfSixIsABarOfThree) {
    const Report report = steady(180.0, 6);
    const auto halved = scale_beats(report, {1, 2});
    ASSERT_TRUE(halved);
    EXPECT_EQ(halved->metre->beats_per_bar, 3);
    EXPECT_EQ(halved->grid->downbeats.size(), report.rhythm->grid->downbeats.size());
}

TEST(ScaleBeats, ThereAndBackAgainIsWhereItBegan) {
    const Report report = steady(87.0);
    Report changed = report;
    for (const TempoRatio ratio : {TempoRatio{2, 1}, TempoRatio{1, 2}, TempoRatio{3, 2}, TempoRatio{2, 3}}) {
        const auto next = scale_beats(changed, ratio);
        ASSERT_TRUE(next);
        expect_consistent(*next, report.duration);
        changed.rhythm = *next;
    }
    EXPECT_NEAR(changed.rhythm->tempo->bpm.value(), 87.0, 1e-9);
    ASSERT_NEAR(static_cast<double>(changed.rhythm->grid->beats.size()),
                static_cast<double>(report.rhythm->grid->beats.size()), 1.0);  // The last may lie at the very end.
    for (std::size_t i = 0; i + 1 < changed.rhythm->grid->beats.size(); ++i)
        EXPECT_NEAR(changed.rhythm->grid->beats[i].value(), report.rhythm->grid->beats[i].value(), 1e-6);
}

TEST(ScaleBeats, FreeBeatsAreDividedWhereTheyAre) {
    Report report = steady(60.0, 4, 20.0);
    auto& grid = *report.rhythm->grid;
    grid.kind = GridKind::flexible;
    grid.regions.clear();
    grid.beats[3] += Seconds{0.2};
    const auto doubled = scale_beats(report, {2, 1});
    ASSERT_TRUE(doubled);
    expect_consistent(*doubled, report.duration);
    EXPECT_EQ(doubled->grid->kind, GridKind::flexible);
    EXPECT_NEAR(doubled->grid->beats[6].value(), 3.45, 1e-9);
    EXPECT_NEAR(doubled->grid->beats[5].value(), 0.5 * (2.25 + 3.45), 1e-9);
}

TEST(ScaleBeats, FromATimeOnLeavesWhatIsBefore) {
    const Report report = steady(60.0);
    const auto doubled = scale_beats(report, {2, 1}, Seconds{40.26});  // A blink after the beat at 40.25 s.
    ASSERT_TRUE(doubled);
    expect_consistent(*doubled, report.duration);
    ASSERT_EQ(doubled->grid->regions.size(), 2U);
    EXPECT_EQ(doubled->grid->kind, GridKind::piecewise);
    EXPECT_EQ(doubled->grid->regions[0].bpm, Bpm{60.0});
    EXPECT_EQ(doubled->grid->regions[1].bpm, Bpm{120.0});
    EXPECT_NEAR(doubled->grid->regions[1].first_beat.value(), 40.25, 1e-9);
    EXPECT_EQ(doubled->tempo->bpm, Bpm{60.0});  // Forty seconds against twenty.
    EXPECT_EQ(std::ranges::count_if(doubled->grid->beats, [](Seconds one) { return one < Seconds{40.2}; }), 40);
}

TEST(ShiftBeats, AWholeBeatMovesTheBarsAlone) {
    const Report report = steady(120.0);
    const auto shifted = shift_beats(report, 1.0);
    ASSERT_TRUE(shifted);
    expect_consistent(*shifted, report.duration);
    ASSERT_EQ(shifted->grid->beats.size(), report.rhythm->grid->beats.size());
    for (std::size_t i = 0; i < shifted->grid->beats.size(); ++i)
        EXPECT_NEAR(shifted->grid->beats[i].value(), report.rhythm->grid->beats[i].value(), 1e-9);
    EXPECT_NEAR(shifted->grid->downbeats[0].value(), 0.75, 1e-9);
    EXPECT_EQ(shifted->tempo->bpm, Bpm{120.0});
}

TEST(ShiftBeats, HalfABeatMovesAllOfIt) {
    Report report = steady(120.0);
    report.silence.emplace().leading = Seconds{0.2};
    for (const double by : {0.5, -0.5}) {
        const auto shifted = shift_beats(report, by);
        ASSERT_TRUE(shifted);
        expect_consistent(*shifted, report.duration);
        EXPECT_NEAR(shifted->grid->beats[0].value(), 0.5, 1e-9);  // 0.25 - 0.25 would lie before the first sound.
        EXPECT_NEAR(shifted->grid->downbeats[0].value(), by > 0 ? 0.5 : 2.0, 1e-9);
    }
}

TEST(ShiftBeats, BarsThatComeIntoViewAreThere) {
    const Report report = steady(120.0);
    const auto shifted = shift_beats(report, 5.0);
    ASSERT_TRUE(shifted);
    EXPECT_NEAR(shifted->grid->downbeats[0].value(), 0.75, 1e-9);  // Beat 1, a bar before beat 5.
    const auto back = shift_beats(report, -1.0);
    ASSERT_TRUE(back);
    EXPECT_NEAR(back->grid->downbeats[0].value(), 0.25 + 1.5, 1e-9);  // Beat 3.
}

TEST(ShiftBeats, SaysWhyNothingWouldChange) {
    const Report report = steady(120.0, 0);
    const auto whole = shift_beats(report, 1.0);
    ASSERT_FALSE(whole);
    EXPECT_EQ(whole.error().code, ErrorCode::invalid_argument);
    EXPECT_TRUE(shift_beats(report, 0.5));
    EXPECT_FALSE(shift_beats(report, 0.0));
    EXPECT_FALSE(shift_beats(report, 65.0));
    EXPECT_FALSE(shift_beats(report, NAN));
    EXPECT_FALSE(shift_beats(Report{}, 1.0));
}

TEST(FitBeats, AnchorsAConstantGridAtTheFirstDownbeat) {
    const Report report = steady(173.97, 4, 180.0, 2);
    const auto fitted = fit_beats(report, Bpm{174.0});
    ASSERT_TRUE(fitted);
    expect_consistent(*fitted, report.duration);
    EXPECT_EQ(fitted->grid->kind, GridKind::constant);
    EXPECT_EQ(fitted->tempo->bpm, Bpm{174.0});
    EXPECT_NEAR(fitted->grid->downbeats[0].value(), report.rhythm->grid->downbeats[0].value(), 1e-9);
    EXPECT_EQ(fitted->metre->beats_per_bar, 4);
}

TEST(FitBeats, BeginsWithTheSoundWhereNoBeatWasHeard) {
    Report report;
    report.duration = Seconds{10.0};
    report.silence.emplace().leading = Seconds{1.5};
    const auto fitted = fit_beats(report, Bpm{120.0});
    ASSERT_TRUE(fitted);
    expect_consistent(*fitted, report.duration);
    EXPECT_NEAR(fitted->grid->beats[0].value(), 1.5, 1e-9);
    EXPECT_TRUE(fitted->grid->downbeats.empty());
}

TEST(FitBeats, FromATimeOnMakesASecondRegion) {
    const Report report = steady(120.0);
    const auto fitted = fit_beats(report, Bpm{128.0}, Seconds{20.0});
    ASSERT_TRUE(fitted);
    expect_consistent(*fitted, report.duration);
    ASSERT_EQ(fitted->grid->regions.size(), 2U);
    EXPECT_EQ(fitted->tempo->bpm, Bpm{128.0});  // Forty of sixty seconds.
    const auto past = fit_beats(report, Bpm{128.0}, Seconds{61.0});
    ASSERT_FALSE(past);
    EXPECT_NE(past.error().message.find("1:00"), std::string::npos);
}

/// Some grid or other, as an analysis might make one: regions with cut bars between them, or beats played freely.
class SomeGrids {
  public:
    Report next() {
        Report report;
        report.duration = Seconds{between(5.0, 120.0)};
        if (chance(2)) report.silence.emplace() = {.leading = Seconds{between(0.0, 2.0)}, .trailing = Seconds{1.0}};
        auto& rhythm = report.rhythm.emplace();
        auto& grid = rhythm.grid.emplace();
        const int bar = static_cast<int>(between(0.0, 8.0));
        if (bar > 0) rhythm.metre = analysis::Metre{bar, 0.5};
        const int regions = static_cast<int>(between(1.0, 5.0));
        const bool flexible = chance(3);
        for (int r = 0; r < regions; ++r) {
            const Seconds start = report.duration * (1.0 * r / regions);
            const Seconds end = report.duration * ((r + 1.0) / regions);
            const Bpm bpm{between(40.0, 230.0)};
            Seconds at = start + Seconds{between(0.0, 1.0)};
            const Seconds first = at;
            for (int n = static_cast<int>(between(0.0, 8.0)); at < end; ++n) {
                grid.beats.push_back(at);
                if (bar > 0 && n % bar == 0) grid.downbeats.push_back(at);
                at += beat_period(bpm) * (flexible ? between(0.9, 1.1) : 1.0);
            }
            if (!flexible) grid.regions.push_back({start, end, first, bpm});
        }
        grid.kind = flexible ? GridKind::flexible : regions == 1 ? GridKind::constant : GridKind::piecewise;
        if (grid.downbeats.empty()) rhythm.metre.reset();
        rhythm.tempo = analysis::Tempo{.bpm = flexible ? Bpm{120.0} : grid.regions[0].bpm, .confidence = 0.5};
        return report;
    }
    double between(double low, double high) {
        state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
        return low + (high - low) * static_cast<double>(state_ >> 33U) / 2147483648.0;
    }
    bool chance(int one_in) { return between(0.0, one_in) < 1.0; }

  private:
    std::uint64_t state_ = 7;
};

TEST(BeatEdits, KeepTheGridsPromisesWhateverTheGrid) {
    SomeGrids grids;
    int done = 0;
    for (int i = 0; i < 2000 && !HasFatalFailure(); ++i) {
        SCOPED_TRACE(i);
        const Report report = grids.next();
        std::optional<Seconds> from;
        if (grids.chance(2)) from = Seconds{grids.between(0.0, 130.0)};
        const auto edited = [&] {
            switch (static_cast<int>(grids.between(0.0, 6.0))) {
                case 0:
                    return scale_beats(report, {2, 1}, from);
                case 1:
                    return scale_beats(report, {1, 2}, from);
                case 2:
                    return scale_beats(report, {3, 2}, from);
                case 3:
                    return scale_beats(report, {2, 3}, from);
                case 4:
                    return shift_beats(report, std::round(grids.between(-20.0, 20.0)) / 4.0, from);
                default:
                    return fit_beats(report, Bpm{grids.between(30.0, 300.0)}, from);
            }
        }();
        if (!edited) {
            EXPECT_EQ(edited.error().code, ErrorCode::invalid_argument);
            continue;
        }
        ++done;
        expect_consistent(*edited, report.duration);
        // What was made can be kept and read again.
        Report part;
        part.rhythm = *edited;
        Report again;
        EXPECT_TRUE(
            part_from_cbor(again, analysis::AnalyserId::rhythm, part_to_cbor(part, analysis::AnalyserId::rhythm)));
    }
    EXPECT_GT(done, 1300);  // The others began after the end, or had nothing to shift.
}

TEST(BeatEdits, RefuseWhatIsNoTempo) {
    EXPECT_FALSE(fit_beats(steady(120.0), Bpm{0.0}));
    EXPECT_FALSE(fit_beats(steady(120.0), Bpm{NAN}));
    EXPECT_FALSE(fit_beats(steady(120.0), Bpm{1e9}));
    EXPECT_FALSE(scale_beats(steady(600.0), {2, 1}));
    EXPECT_FALSE(scale_beats(Report{}, {2, 1}));
}

TEST(BeatEdits, EndWithDamagedGridsToo) {
    Report report = steady(120.0);
    auto& grid = *report.rhythm->grid;
    grid.kind = GridKind::flexible;
    grid.regions.clear();
    grid.beats.assign(5, Seconds{30.0});  // All at once.
    EXPECT_TRUE(shift_beats(report, 0.5));
    report.duration = Seconds{1e9};
    EXPECT_FALSE(fit_beats(report, Bpm{1000.0}));
}

}  // namespace
}  // namespace stratum::library
