#include "stratum/library/beat_edit.hpp"
#include "test_beats.hpp"

namespace stratum::library {
namespace {

using analysis::Report;

TEST(NudgeBeats, MovesAllByTime) {
    const Report report = steady(120.0);
    const auto nudged = nudge_beats(report, Seconds{-0.02});
    ASSERT_TRUE(nudged) << nudged.error().text();
    expect_consistent(*nudged, report.duration);
    EXPECT_NEAR(nudged->grid->beats.front().value(), 0.23, 1e-9);
    EXPECT_NEAR(nudged->grid->downbeats.front().value(), 0.23, 1e-9);
    EXPECT_EQ(nudged->tempo->bpm, Bpm{120.0});
    const auto late = nudge_beats(report, Seconds{0.1}, Seconds{30.0});
    ASSERT_TRUE(late) << late.error().text();
    EXPECT_NEAR(late->grid->beats.front().value(), 0.25, 1e-9);
    for (const double wrong : {0.0, 11.0, -11.0, std::nan("")})
        EXPECT_EQ(nudge_beats(report, Seconds{wrong}).error().code, ErrorCode::invalid_argument) << wrong;
    EXPECT_FALSE(nudge_beats({}, Seconds{0.01}));
}

TEST(SetBar, CountsFromTheFirstDownbeat) {
    const Report report = steady(120.0, 4, 60.0, 1);
    const auto waltz = set_bar(report, 3);
    ASSERT_TRUE(waltz) << waltz.error().text();
    expect_consistent(*waltz, report.duration);
    EXPECT_EQ(waltz->metre->beats_per_bar, 3);
    EXPECT_NEAR(waltz->grid->downbeats[0].value(), 0.75, 1e-9);
    EXPECT_NEAR(waltz->grid->downbeats[1].value(), 2.25, 1e-9);
    EXPECT_EQ(waltz->grid->beats, report.rhythm->grid->beats);
    const auto unbarred = set_bar(steady(120.0, 0), 4);
    ASSERT_TRUE(unbarred);
    EXPECT_NEAR(unbarred->grid->downbeats[1].value(), 2.25, 1e-9) << "from the first beat on";
    EXPECT_FALSE(set_bar(report, 0));
    EXPECT_FALSE(set_bar(report, 33));
    EXPECT_FALSE(set_bar({}, 4));
}

std::vector<Seconds> taps_at(double first, double period, int count) {
    std::vector<Seconds> taps;
    for (int i = 0; i < count; ++i) taps.emplace_back(first + i * period + (i % 2 == 0 ? 0.004 : -0.004));
    return taps;
}

TEST(TapBeats, KeepTheShownTempoAtTheLevelThatIsTapped) {
    const Report report = steady(87.0);
    const double period = 60.0 / 174.0;
    const auto tapped = tap_beats(report, taps_at(10.0, period * 1.01, 8));
    ASSERT_TRUE(tapped) << tapped.error().text();
    expect_consistent(*tapped, report.duration);
    EXPECT_EQ(tapped->tempo->bpm, Bpm{174.0}) << "not 172.3, which the hand said";
    const auto& beats = tapped->grid->beats;
    const auto near = std::ranges::lower_bound(beats, Seconds{10.2});
    double closest = 1.0;
    for (const Seconds tap : taps_at(10.0, period, 4)) closest = std::min(closest, std::abs((*near - tap).value()));
    EXPECT_LT(closest, 0.06);
}

TEST(TapBeats, MakeATempoOfTheirOwnWhereNoneFits) {
    const Report report = steady(100.0);
    auto taps = taps_at(5.0, 60.0 / 131.0, 9);
    taps.erase(taps.begin() + 4);  // One is left out.
    const auto tapped = tap_beats(report, taps);
    ASSERT_TRUE(tapped) << tapped.error().text();
    expect_consistent(*tapped, report.duration);
    EXPECT_NEAR(tapped->tempo->bpm.value(), 131.0, 0.5);
    const auto at = std::ranges::lower_bound(tapped->grid->beats, Seconds{4.9});
    EXPECT_NEAR(at->value(), 5.0, 0.03);
    Report unheard;
    unheard.duration = Seconds{60.0};
    EXPECT_NEAR(tap_beats(unheard, taps)->tempo->bpm.value(), 131.0, 0.5) << "also where nothing was heard";
}

TEST(TapBeats, RefuseWhatTellsNoTempo) {
    const Report report = steady(100.0);
    for (const auto& taps : {std::vector<Seconds>{Seconds{1.0}, Seconds{2.0}, Seconds{3.0}},
                             {Seconds{1.0}, Seconds{1.0}, Seconds{2.0}, Seconds{3.0}},
                             {Seconds{-1.0}, Seconds{1.0}, Seconds{2.0}, Seconds{3.0}},
                             {Seconds{1.0}, Seconds{2.0}, Seconds{2.6}, Seconds{3.0}, Seconds{4.4}},
                             {Seconds{1.0}, Seconds{1.001}, Seconds{1.002}, Seconds{1.003}},
                             {Seconds{58.0}, Seconds{59.0}, Seconds{60.0}, Seconds{61.0}}})
        EXPECT_EQ(tap_beats(report, taps).error().code, ErrorCode::invalid_argument) << taps.size();
}

}  // namespace
}  // namespace stratum::library
