#include "panels.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::plot {
namespace {

constexpr float kNothing = -70.0F;  // what stands for "less than that" in a report
const std::string kMinus = "\xe2\x88\x92";

struct Levels {
    double top = 0.0;
    double bottom = -40.0;
    double step = 10.0;
    [[nodiscard]] double y(const Rect& area, double level) const {
        const double share = (std::clamp(level, bottom, top) - bottom) / (top - bottom);
        return area.bottom() - share * area.height;
    }
};

/// From a round level under the quietest audible part to a round one over the loudest.
Levels levels_for(const analysis::Loudness& loudness) {
    double quietest = 0.0;
    double loudest = -60.0;
    const auto see = [&](double level) {
        quietest = std::min(quietest, level);
        loudest = std::max(loudest, level);
    };
    for (const float level : loudness.short_term)
        if (level > kNothing && std::isfinite(level)) see(level);
    if (loudness.integrated) see(loudness.integrated->value());
    Levels levels;
    levels.bottom = std::clamp(std::floor(quietest / 10.0) * 10.0, -60.0, -20.0);
    levels.top = std::clamp(std::ceil(loudest / 10.0) * 10.0, levels.bottom + 20.0, 10.0);
    return levels;
}

std::string level_label(double level) {
    const std::string digits = format_fixed(std::abs(level), 0);
    return level < 0.0 ? kMinus + digits : digits;
}

void draw_axis(const Scene& scene, const Rect& area, Levels& levels) {
    while (area.height / ((levels.top - levels.bottom) / levels.step) < scene.px(kCaptionSize * 1.5))
        levels.step += 10.0;
    for (double level = levels.top; level >= levels.bottom; level -= levels.step) {
        const double y = levels.y(area, level);
        scene.canvas.line({area.x, y}, {area.right(), y}, scene.theme.grid, 1.0);
        scene.canvas.text({area.x - scene.px(8.0), y + scene.px(4.0)}, level_label(level),
                          scene.style(kCaptionSize, scene.theme.quiet, Anchor::end));
    }
}

/// The curve as points, one a pixel; a value holds for the moment it was taken at, the end of its three seconds.
std::vector<Point> curve_of(const Scene& scene, const Rect& area, const analysis::Loudness& loudness,
                            const Levels& levels) {
    const double hop_pixels = scene.time.pixels_a_second() * loudness.curve_hop.value();
    const double step = std::max(1.0, hop_pixels);
    std::vector<Point> points;
    for (double x = area.x; x < area.right() + step; x += step) {
        const double at = x - hop_pixels;  // entry n lies at (n + 1) hops
        if (scene.time.time(at) < Seconds{-0.5 * loudness.curve_hop.value()}) continue;
        const Stretch stretch = entries_under(scene.time, at, step, loudness.curve_hop, loudness.short_term.size());
        if (stretch.count == 0) break;
        double sum = 0.0;
        for (std::size_t i = stretch.first; i < stretch.first + stretch.count; ++i)
            sum += std::isfinite(loudness.short_term[i]) ? loudness.short_term[i] : kNothing;
        points.push_back({std::min(x, area.right()), levels.y(area, sum / static_cast<double>(stretch.count))});
    }
    return points;
}

/// The label stands on the side of the line where the curve is not, if there is room.
void draw_integrated(const Scene& scene, const Rect& area, const Levels& levels, Lufs integrated,
                     const std::vector<Point>& curve) {
    const double y = levels.y(area, integrated.value());
    scene.canvas.line({area.x, y}, {area.right(), y}, scene.theme.accent, scene.px(1.5), scene.px(6.0));
    const std::string label = "integrated " + kMinus + format_fixed(std::abs(integrated.value()), 1) + " LUFS";
    const double width = scene.width_of(label, kCaptionSize);
    const double height = scene.px(kCaptionSize + 6.0);
    double below_line = 0.0;
    for (const Point& point : curve)
        if (point.x > area.right() - width - scene.px(12.0)) below_line += point.y - y;
    const double needed = height + scene.px(4.0);
    const bool above = y - area.y > needed && (below_line >= 0.0 || area.bottom() - y < needed);
    const Rect plate{area.right() - width - scene.px(12.0), above ? y - height - scene.px(3.0) : y + scene.px(3.0),
                     width + scene.px(8.0), height};
    scene.canvas.rectangle(plate, with_alpha(scene.theme.paper, 225));
    scene.canvas.text({plate.right() - scene.px(4.0), plate.bottom() - scene.px(5.0)}, label,
                      scene.style(kCaptionSize, scene.theme.accent, Anchor::end));
}

}  // namespace

void draw_loudness(const Scene& scene, const Rect& area) {
    scene.panel(area);
    if (!scene.report.loudness) {
        scene.nothing(area, "loudness was not analysed");
        return;
    }
    const analysis::Loudness& loudness = *scene.report.loudness;
    Levels levels = levels_for(loudness);
    draw_axis(scene, area, levels);
    std::vector<Point> curve = curve_of(scene, area, loudness, levels);
    if (curve.size() >= 2) {
        std::vector<Point> body = curve;
        body.push_back({curve.back().x, area.bottom()});
        body.push_back({curve.front().x, area.bottom()});
        scene.canvas.polygon(body, with_alpha(scene.theme.low, 60));
        scene.canvas.polyline(curve, scene.theme.low, scene.px(1.6));
    } else if (!loudness.integrated) {
        scene.nothing(area, "nothing loud enough to measure");
    }
    if (loudness.integrated) draw_integrated(scene, area, levels, *loudness.integrated, curve);
}

}  // namespace stratum::plot
