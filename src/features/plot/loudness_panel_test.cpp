#include "panels.hpp"
#include "stratum/base/text.hpp"
#include "test_canvas.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace stratum::plot {
namespace {

constexpr Rect kArea{50.0, 100.0, 1000.0, 400.0};

/// Ten seconds at -30 LUFS, then ten at -10.
analysis::Report quiet_then_loud() {
    analysis::Report report;
    report.duration = Seconds{20.0};
    auto& loudness = report.loudness.emplace();
    loudness.curve_hop = Seconds{0.1};
    loudness.short_term.assign(100, -30.0F);
    loudness.short_term.insert(loudness.short_term.end(), 100, -10.0F);
    loudness.integrated = Lufs{-13.0};
    return report;
}

TEST(LoudnessPanel, LouderLiesHigher) {
    TestCanvas canvas;
    const analysis::Report report = quiet_then_loud();
    const Scene scene = scene_of(canvas, report, kArea);
    draw_loudness(scene, kArea);

    // The axis goes from -30 at the bottom to -10 at the top, as those are round already.
    const auto height_of = [&](const std::string& label) {
        const auto found = std::ranges::find(canvas.words, "\xe2\x88\x92" + label, &TestCanvas::Word::text);
        return found == canvas.words.end() ? -1.0 : found->at.y - 4.0;  // a label's baseline is 4 under its line
    };
    EXPECT_DOUBLE_EQ(height_of("10"), kArea.y);
    EXPECT_DOUBLE_EQ(height_of("20"), kArea.y + 200.0);
    EXPECT_DOUBLE_EQ(height_of("30"), kArea.bottom());

    const auto curve = std::ranges::max_element(canvas.lines, {}, [](const auto& line) { return line.points.size(); });
    ASSERT_GT(curve->points.size(), 100U);
    EXPECT_DOUBLE_EQ(curve->points.front().y, height_of("30"));
    EXPECT_DOUBLE_EQ(curve->points.back().y, height_of("10"));

    const auto integrated = std::ranges::find(canvas.lines, scene.theme.accent, &TestCanvas::Line::colour);
    ASSERT_NE(integrated, canvas.lines.end());
    EXPECT_DOUBLE_EQ(integrated->points.front().y, kArea.y + 60.0);  // 3 of 20 LU under the top of 400 pixels
}

}  // namespace
}  // namespace stratum::plot
