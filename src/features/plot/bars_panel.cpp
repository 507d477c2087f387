#include "panels.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>
#include <optional>

namespace stratum::plot {
namespace {

/// Every `step`-th position (a power of two, as bars are counted in twos) is at least `closest` pixels from the next.
std::size_t step_for(const std::vector<Seconds>& positions, const TimeAxis& time, double closest) {
    if (positions.size() < 2) return 1;
    const double usual = ((positions.back() - positions.front()) / static_cast<double>(positions.size() - 1)).value() *
                         time.pixels_a_second();
    std::size_t step = 1;
    while (static_cast<double>(step) * usual < closest && step < positions.size()) step *= 2;
    return step;
}

struct NumberedBar {
    double x;
    std::size_t number;
};

/// The bars whose number is written; the first downbeat begins bar 1.
std::vector<NumberedBar> numbered_bars(const Scene& scene, const analysis::BeatGrid& grid) {
    const double closest = scene.width_of(std::to_string(grid.downbeats.size()), kCaptionSize) + scene.px(18.0);
    const std::size_t step = step_for(grid.downbeats, scene.time, closest);
    std::vector<NumberedBar> bars;
    for (std::size_t i = 0; i < grid.downbeats.size(); i += step) {
        if (!scene.time.shows(grid.downbeats[i])) continue;
        const double x = scene.time.x(grid.downbeats[i]);
        // Where the tempo rises far above the usual one, numbers are left out rather than set over each other.
        if (bars.empty() || x - bars.back().x >= closest * 0.8) bars.push_back({x, i + 1});
    }
    return bars;
}

void draw_ticks(const Scene& scene, const std::vector<Seconds>& positions, double closest, double top, double bottom,
                Colour colour, double width) {
    const std::size_t step = step_for(positions, scene.time, scene.px(closest));
    for (std::size_t i = 0; i < positions.size(); i += step)
        if (scene.time.shows(positions[i])) {
            const double x = scene.time.x(positions[i]);
            scene.canvas.line({x, top}, {x, bottom}, colour, width);
        }
}

/// The tempo of each region that is wide enough to bear it.
void draw_regions(const Scene& scene, const Rect& area, const analysis::BeatGrid& grid, double baseline) {
    for (const auto& region : grid.regions) {
        if (region.end <= scene.time.from || region.start >= scene.time.to) continue;
        const double left = std::max(area.x, scene.time.x(region.start));
        const double right = std::min(area.right(), scene.time.x(region.end));
        const std::string label = format_fixed(region.bpm.value(), 2) + " BPM";
        if (scene.width_of(label, kCaptionSize, Weight::bold) + scene.px(10.0) > right - left) continue;
        scene.canvas.text({left, baseline}, label, scene.bold(kCaptionSize, scene.theme.ink));
    }
}

const analysis::BeatGrid* grid_of(const analysis::Report& report) {
    return report.rhythm && report.rhythm->grid && !report.rhythm->grid->beats.empty() ? &*report.rhythm->grid
                                                                                       : nullptr;
}

}  // namespace

void draw_bars(const Scene& scene, const Rect& area) {
    const analysis::BeatGrid* grid = grid_of(scene.report);
    if (grid == nullptr) {
        scene.nothing(area, scene.report.rhythm ? "no beats heard" : "beats were not analysed");
        return;
    }
    if (grid->regions.size() > 1) draw_regions(scene, area, *grid, area.y + scene.px(kCaptionSize));
    draw_ticks(scene, grid->beats, 4.0, area.bottom() - scene.px(5.0), area.bottom(), scene.theme.quiet, scene.px(1.0));
    draw_ticks(scene, grid->downbeats, 4.0, area.bottom() - scene.px(10.0), area.bottom(), scene.theme.accent,
               scene.px(1.5));
    for (const NumberedBar& bar : numbered_bars(scene, *grid))
        scene.canvas.text({bar.x, area.bottom() - scene.px(14.0)}, std::to_string(bar.number),
                          scene.style(kCaptionSize, scene.theme.ink, Anchor::middle));
}

void draw_bar_lines(const Scene& scene, const Rect& area) {
    const analysis::BeatGrid* grid = grid_of(scene.report);
    if (grid == nullptr) return;
    for (const NumberedBar& bar : numbered_bars(scene, *grid))
        scene.canvas.line({bar.x, area.y}, {bar.x, area.bottom()}, with_alpha(scene.theme.accent, 110), scene.px(1.0));
}

}  // namespace stratum::plot
