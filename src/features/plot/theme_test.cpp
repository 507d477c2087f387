#include "theme.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

namespace stratum::plot {
namespace {

double luminance(Colour c) {
    const auto linear = [](std::uint8_t v) {
        const double x = v / 255.0;
        return x <= 0.04045 ? x / 12.92 : std::pow((x + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(c.red) + 0.7152 * linear(c.green) + 0.0722 * linear(c.blue);
}

/// Contrast ratio of WCAG 2.1.
double contrast(Colour a, Colour b) {
    const auto [low, high] = std::minmax({luminance(a), luminance(b)});
    return (high + 0.05) / (low + 0.05);
}

class EveryTheme : public testing::TestWithParam<ThemeKind> {};
INSTANTIATE_TEST_SUITE_P(Themes, EveryTheme, testing::Values(ThemeKind::light, ThemeKind::dark),
                         [](const auto& each) { return each.param == ThemeKind::light ? "light" : "dark"; });

TEST_P(EveryTheme, TextIsReadable) {
    const Theme& theme = theme_of(GetParam());
    for (const Colour behind : {theme.paper, theme.panel}) {
        EXPECT_GE(contrast(theme.ink, behind), 7.0);    // WCAG level AAA
        EXPECT_GE(contrast(theme.quiet, behind), 4.5);  // level AA
        EXPECT_GE(contrast(theme.accent, behind), 4.5);
    }
}

TEST_P(EveryTheme, KeysAreReadableInTheirBoxes) {
    for (int tonic = 0; tonic < 12; ++tonic)
        for (const auto mode : {analysis::Mode::major, analysis::Mode::minor})
            EXPECT_GE(contrast(theme_of(GetParam()).ink, colour_of({tonic, mode}, GetParam())), 4.5) << tonic;
}

TEST_P(EveryTheme, BandsStayApartInGrey) {
    const Theme& theme = theme_of(GetParam());
    // 1.3 is about the smallest step of grey that is seen between areas that touch.
    EXPECT_GE(contrast(theme.low, theme.mid), 1.3);
    EXPECT_GE(contrast(theme.mid, theme.high), 1.3);
}

TEST_P(EveryTheme, HeatRunsOneWayFromTheBackgroundOn) {
    const Theme& theme = theme_of(GetParam());
    EXPECT_EQ(heat_at(theme, 0.0), theme.panel);
    for (int i = 0; i < 20; ++i)
        EXPECT_GT(contrast(heat_at(theme, (i + 1) / 20.0), theme.panel),
                  contrast(heat_at(theme, i / 20.0), theme.panel));
    EXPECT_EQ(heat_at(theme, std::nan("")), theme.panel);
    EXPECT_EQ(heat_at(theme, 7.0), theme.heat.back());
}

}  // namespace
}  // namespace stratum::plot
