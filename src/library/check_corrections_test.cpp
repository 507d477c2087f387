#include "stratum/library/corrections.hpp"

#include <gmock/gmock.h>

namespace stratum::library {
namespace {

TEST(CheckCorrections, TellsWhereTheyCanNotBe) {
    const auto refused = [](const Corrections& values) {
        const auto done = check(values, Seconds{10.0});
        return done ? std::string{} : done.error().message;
    };
    analysis::BeatGrid grid{.kind = analysis::GridKind::flexible,
                            .beats = {Seconds{1.0}, Seconds{2.0}, Seconds{3.0}},
                            .downbeats = {Seconds{2.0}}};
    EXPECT_EQ(refused({.tempo = Bpm{120.0}, .grid = grid, .beats_per_bar = 4}), "");
    EXPECT_THAT(refused({.tempo = Bpm{5.0}}), testing::HasSubstr("5.00 BPM"));
    EXPECT_THAT(refused({.beats_per_bar = 0}), testing::HasSubstr("bar"));
    auto other = grid;
    other.downbeats = {Seconds{2.5}};
    EXPECT_THAT(refused({.grid = other}), testing::HasSubstr("grid.downbeats[0]"));
    other = grid;
    other.beats[2] = Seconds{2.0};
    EXPECT_THAT(refused({.grid = other}), testing::HasSubstr("grid.beats[2]"));
    other.beats[2] = Seconds{30.0};
    EXPECT_THAT(refused({.grid = other}), testing::HasSubstr("outside"));
    other = grid;
    other.kind = analysis::GridKind::constant;
    EXPECT_THAT(refused({.grid = other}), testing::HasSubstr("regions"));
    other.regions = {{Seconds{5.0}, Seconds{4.0}, Seconds{1.0}, Bpm{60.0}}};
    EXPECT_THAT(refused({.grid = other}), testing::HasSubstr("grid.regions[0]"));
    EXPECT_THAT(refused({.key = CorrectedKey{{12, analysis::Mode::major}, {}}}), testing::HasSubstr("key.tonic"));
    EXPECT_THAT(refused({.key = CorrectedKey{{0, analysis::Mode::major},
                                             {{Seconds{3.0}, Seconds{2.0}, {0, analysis::Mode::major}, 1.0}}}}),
                testing::HasSubstr("key.over_time[0]"));
}

}  // namespace
}  // namespace stratum::library
