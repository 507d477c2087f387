#include "panels.hpp"
#include "test_canvas.hpp"

#include <gtest/gtest.h>

namespace stratum::plot {
namespace {

constexpr Rect kArea{50.0, 100.0, 1000.0, 40.0};

/// Bars of two seconds that begin after an upbeat of one.
analysis::Report bars_after_an_upbeat(double seconds) {
    analysis::Report report;
    report.duration = Seconds{seconds};
    auto& grid = report.rhythm.emplace().grid.emplace();
    for (double time = 0.0; time < seconds; time += 0.5) grid.beats.emplace_back(time);
    for (double time = 1.0; time < seconds; time += 2.0) grid.downbeats.emplace_back(time);
    return report;
}

TEST(BarsPanel, TheFirstDownbeatBeginsBarOne) {
    TestCanvas canvas;
    const analysis::Report report = bars_after_an_upbeat(10.0);
    draw_bars(scene_of(canvas, report, kArea), kArea);
    ASSERT_EQ(canvas.words.size(), 5U);  // 200 pixels a bar: each has its number
    for (std::size_t i = 0; i < 5; ++i) {
        EXPECT_EQ(canvas.words[i].text, std::to_string(i + 1));
        EXPECT_DOUBLE_EQ(canvas.words[i].at.x, kArea.x + 100.0 + 200.0 * static_cast<double>(i));
    }
}

TEST(BarsPanel, NumbersThatAreLeftOutAreStillCounted) {
    TestCanvas canvas;
    const analysis::Report report = bars_after_an_upbeat(400.0);  // 5 pixels a bar: too few for a number each
    draw_bars(scene_of(canvas, report, kArea), kArea);
    ASSERT_GT(canvas.words.size(), 5U);
    ASSERT_LT(canvas.words.size(), 100U);
    for (const auto& word : canvas.words) {
        const double bar = (word.at.x - kArea.x - 2.5) / 5.0;
        EXPECT_NEAR(std::stod(word.text), bar + 1.0, 1e-6);
    }
}

}  // namespace
}  // namespace stratum::plot
