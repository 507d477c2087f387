#include "theme.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace stratum::plot {
namespace {

constexpr Theme kLight{
    .paper = {252, 252, 250},
    .panel = {243, 243, 240},
    .ink = {26, 29, 33},
    .quiet = {96, 102, 110},
    .grid = {219, 220, 218},
    .accent = {178, 34, 52},
    .low = {31, 87, 153},
    .mid = {226, 115, 38},
    .high = {238, 186, 68},
    .shade = {120, 126, 134, 46},
    .heat = {{{243, 243, 240}, {186, 213, 219}, {95, 163, 184}, {35, 104, 142}, {16, 42, 82}}},
};

constexpr Theme kDark{
    .paper = {18, 20, 24},
    .panel = {27, 30, 35},
    .ink = {238, 240, 242},
    .quiet = {154, 161, 170},
    .grid = {50, 55, 62},
    .accent = {255, 122, 122},
    .low = {58, 128, 208},
    .mid = {240, 136, 58},
    .high = {250, 219, 130},
    .shade = {170, 176, 186, 40},
    .heat = {{{27, 30, 35}, {31, 66, 92}, {42, 120, 142}, {98, 186, 160}, {246, 240, 170}}},
};

double gamma_encoded(double linear) {
    const double x = std::clamp(linear, 0.0, 1.0);
    return x <= 0.0031308 ? 12.92 * x : 1.055 * std::pow(x, 1.0 / 2.4) - 0.055;
}

/// sRGB of a colour in Oklab's polar form (Bjoern Ottosson, 2020), clipped to what a screen shows.
Colour from_oklch(double lightness, double chroma, double hue_turns) {
    const double a = chroma * std::cos(hue_turns * 2.0 * std::numbers::pi);
    const double b = chroma * std::sin(hue_turns * 2.0 * std::numbers::pi);
    const double l = std::pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3.0);
    const double m = std::pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3.0);
    const double s = std::pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3.0);
    const auto byte = [](double linear) {
        return static_cast<std::uint8_t>(std::lround(255.0 * gamma_encoded(linear)));
    };
    return {byte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
            byte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
            byte(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s)};
}

}  // namespace

const Theme& theme_of(ThemeKind kind) { return kind == ThemeKind::light ? kLight : kDark; }

Colour colour_of(analysis::Key key, ThemeKind kind) {
    const bool minor = key.mode == analysis::Mode::minor;
    const int relative_major = minor ? key.tonic + 3 : key.tonic;
    const double hue = static_cast<double>(relative_major * 7 % 12) / 12.0;
    if (kind == ThemeKind::light) return from_oklch(minor ? 0.80 : 0.88, minor ? 0.085 : 0.065, hue);
    return from_oklch(minor ? 0.40 : 0.48, 0.075, hue);
}

Colour heat_at(const Theme& theme, double level) {
    constexpr double kSteps = std::tuple_size_v<decltype(Theme::heat)> - 1;
    const double at = std::clamp(std::isfinite(level) ? level : 0.0, 0.0, 1.0) * kSteps;
    const auto below = std::min(static_cast<std::size_t>(at), theme.heat.size() - 2);
    return mix(theme.heat[below], theme.heat[below + 1], at - static_cast<double>(below));
}

}  // namespace stratum::plot
