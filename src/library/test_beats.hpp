#pragma once

/// Beats to edit, and what every grid promises, for the tests of this room.

#include "stratum/library/beat_edit.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

namespace stratum::library {

/// `seconds` of music from 0.25 s on, in bars of `bar`, whose first beat is beat number `pickup`.
inline analysis::Report steady(double bpm, int bar = 4, double seconds = 60.0, int pickup = 0) {
    analysis::Report report;
    report.duration = Seconds{seconds};
    auto& rhythm = report.rhythm.emplace();
    rhythm.tempo = analysis::Tempo{.bpm = Bpm{bpm}, .confidence = 0.5};
    auto& grid = rhythm.grid.emplace();
    grid.kind = analysis::GridKind::constant;
    const double period = 60.0 / bpm;
    for (int n = 0; 0.25 + n * period < seconds; ++n) {
        grid.beats.emplace_back(0.25 + n * period);
        if (bar > 0 && n >= pickup && (n - pickup) % bar == 0) grid.downbeats.push_back(grid.beats.back());
    }
    grid.regions = {{Seconds{}, report.duration, grid.beats.front(), Bpm{bpm}}};
    if (bar > 0) rhythm.metre = analysis::Metre{bar, 0.5};
    return report;
}

/// What every grid promises: beats ascend, downbeats are among them, regions follow each other and hold their beats.
inline void expect_consistent(const analysis::Rhythm& rhythm, Seconds duration) {
    ASSERT_TRUE(rhythm.tempo && rhythm.grid);
    const auto& grid = *rhythm.grid;
    for (std::size_t i = 1; i < grid.beats.size(); ++i) ASSERT_LT(grid.beats[i - 1], grid.beats[i]);
    for (const Seconds downbeat : grid.downbeats) ASSERT_TRUE(std::ranges::binary_search(grid.beats, downbeat));
    EXPECT_EQ(rhythm.metre.has_value(), !grid.downbeats.empty());
    EXPECT_EQ(grid.confidence, 1.0);
    EXPECT_EQ(grid.regions.empty(), grid.kind == analysis::GridKind::flexible);
    if (grid.regions.empty()) return;
    EXPECT_EQ(grid.regions.front().start, Seconds{});
    EXPECT_LE(grid.regions.back().end, duration);
    for (std::size_t i = 1; i < grid.regions.size(); ++i) EXPECT_EQ(grid.regions[i - 1].end, grid.regions[i].start);
    std::size_t beat = 0;
    for (const auto& region : grid.regions) {
        EXPECT_GE(region.first_beat, region.start);
        for (; beat < grid.beats.size() && (grid.beats[beat] < region.end || &region == &grid.regions.back()); ++beat) {
            const double number = (grid.beats[beat] - region.first_beat) / beat_period(region.bpm);
            EXPECT_NEAR(number, std::round(number), 1e-6);  // Exact, up to the sum of thousands of roundings.
        }
    }
    EXPECT_EQ(beat, grid.beats.size());
}

}  // namespace stratum::library
