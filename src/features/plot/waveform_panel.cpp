#include "panels.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace stratum::plot {
namespace {

struct Column {
    double x = 0.0;
    double largest = 0.0;  ///< 0 to 1: the highest peak under the column,
    double usual = 0.0;    ///< and the mean of the peaks.
    double low = 0.0;      ///< Shares of the bands, adding up to 1.
    double mid = 0.0;
};

std::vector<Column> columns_of(const Scene& scene, const analysis::Waveform& wave, const Rect& area) {
    const std::size_t size = std::min({wave.peak.size(), wave.low.size(), wave.mid.size(), wave.high.size()});
    const double step = std::max(1.0, scene.time.pixels_a_second() * wave.hop.value());
    std::vector<Column> columns;
    for (double x = area.x; x < area.right(); x += step) {
        const Stretch stretch = entries_under(scene.time, x, step, wave.hop, size);
        if (stretch.count == 0) break;
        double low = 0.0;
        double mid = 0.0;
        double high = 0.0;
        Column column{.x = x};
        for (std::size_t i = stretch.first; i < stretch.first + stretch.count; ++i) {
            column.largest = std::max(column.largest, wave.peak[i] / 255.0);
            column.usual += wave.peak[i] / 255.0 / static_cast<double>(stretch.count);
            low += wave.low[i];
            mid += wave.mid[i];
            high += wave.high[i];
        }
        const double all = low + mid + high;
        column.low = all > 0.0 ? low / all : 1.0;
        column.mid = all > 0.0 ? mid / all : 0.0;
        columns.push_back(column);
    }
    if (!columns.empty()) {
        columns.push_back(columns.back());
        columns.back().x = std::min(area.right(), columns.back().x + step);
    }
    return columns;
}

/// Fills what lies within `height(column)` above and below the middle.
template <class Height>
void draw_band(const Scene& scene, const Rect& area, const std::vector<Column>& columns, Colour colour, Height height) {
    const double middle = area.y + area.height / 2.0;
    std::vector<Point> outline;
    outline.reserve(columns.size() * 2);
    for (const Column& c : columns) outline.push_back({c.x, middle - height(c) * area.height / 2.0});
    for (auto c = columns.rbegin(); c != columns.rend(); ++c)
        outline.push_back({c->x, middle + height(*c) * area.height / 2.0});
    scene.canvas.polygon(outline, colour);
}

void shade_silence(const Scene& scene, const Rect& area, Seconds from, Seconds to) {
    const double left = scene.time.x(std::clamp(from, scene.time.from, scene.time.to));
    const double right = scene.time.x(std::clamp(to, scene.time.from, scene.time.to));
    if (right - left < 0.5) return;
    scene.canvas.rectangle({left, area.y, right - left, area.height}, scene.theme.shade);
    const std::string label = "silence " + format_fixed((to - from).value(), 1) + " s";
    if (scene.width_of(label, kCaptionSize) + scene.px(8.0) > right - left) return;
    scene.canvas.text({(left + right) / 2.0, area.bottom() - scene.px(16.0)}, label,
                      scene.style(kCaptionSize, scene.theme.quiet, Anchor::middle));
}

/// Short strokes along the lower edge, taller and darker for stronger onsets: the strongest one of each few pixels, and
/// none where they would merge into a bar.
void draw_onsets(const Scene& scene, const Rect& area) {
    if (!scene.report.rhythm) return;
    const double apart = scene.px(4.0);
    std::map<int, analysis::Onset> strongest;
    std::size_t shown = 0;
    for (const analysis::Onset& onset : scene.report.rhythm->onsets) {
        if (!scene.time.shows(onset.time)) continue;
        ++shown;
        analysis::Onset& there = strongest[static_cast<int>((scene.time.x(onset.time) - area.x) / apart)];
        if (onset.strength >= there.strength) there = onset;
    }
    if (static_cast<double>(shown) > area.width) return;
    for (const auto& [slot, onset] : strongest) {
        // Strengths lean on the strongest stroke of the recording; the root keeps the others in sight.
        const double strength = std::clamp(std::sqrt(static_cast<double>(onset.strength)), 0.25, 1.0);
        const double height = scene.px(12.0) * strength;
        scene.canvas.rectangle({scene.time.x(onset.time), area.bottom() - height, scene.px(1.0), height},
                               with_alpha(scene.theme.ink, static_cast<std::uint8_t>(200.0 * strength)));
    }
}

}  // namespace

Stretch entries_under(const TimeAxis& time, double x, double step, Seconds hop, std::size_t size) {
    if (size == 0 || hop <= Seconds{0.0}) return {};
    const double last = static_cast<double>(size);
    const double from = std::clamp(std::floor(time.time(x) / hop + 1e-6), 0.0, last);
    const double to = std::clamp(std::floor(time.time(x + step) / hop + 1e-6), 0.0, last);
    if (from >= last) return {};
    const auto first = static_cast<std::size_t>(from);
    return {first, std::max<std::size_t>(1, static_cast<std::size_t>(to) - first)};
}

void draw_waveform(const Scene& scene, const Rect& area) {
    scene.panel(area);
    if (!scene.report.waveform || scene.report.waveform->peak.empty()) {
        scene.nothing(area, "the waveform was not analysed");
        return;
    }
    const std::vector<Column> columns = columns_of(scene, *scene.report.waveform, area);
    const Theme& theme = scene.theme;
    draw_band(scene, area, columns, mix(theme.panel, theme.quiet, 0.30), [](const Column& c) { return c.largest; });
    draw_band(scene, area, columns, theme.high, [](const Column& c) { return c.usual; });
    draw_band(scene, area, columns, theme.mid, [](const Column& c) { return c.usual * (c.low + c.mid); });
    draw_band(scene, area, columns, theme.low, [](const Column& c) { return c.usual * c.low; });
    if (const auto& silence = scene.report.silence) {
        if (silence->all) {
            shade_silence(scene, area, Seconds{0.0}, scene.report.duration);
        } else {
            shade_silence(scene, area, Seconds{0.0}, silence->leading);
            shade_silence(scene, area, scene.report.duration - silence->trailing, scene.report.duration);
        }
    }
    draw_onsets(scene, area);
}

void draw_waveform_legend(const Scene& scene, Point end, double room) {
    if (!scene.report.waveform || scene.report.waveform->peak.empty()) return;
    const analysis::Waveform& wave = *scene.report.waveform;
    const std::string low_mid = format_fixed(wave.low_mid.value(), 0);
    const std::string mid_high = format_fixed(wave.mid_high.value(), 0);
    struct Entry {
        std::string text;
        Colour colour;
    };
    const std::array entries{Entry{"single peaks", mix(scene.theme.panel, scene.theme.quiet, 0.30)},
                             Entry{"over " + mid_high + " Hz", scene.theme.high},
                             Entry{low_mid + " to " + mid_high + " Hz", scene.theme.mid},
                             Entry{"below " + low_mid + " Hz", scene.theme.low}};
    double needed = 0.0;
    for (const Entry& entry : entries) needed += scene.width_of(entry.text, kCaptionSize) + scene.px(30.0);
    if (needed > room) return;
    double x = end.x;
    for (const Entry& entry : entries) {
        scene.canvas.text({x, end.y}, entry.text, scene.style(kCaptionSize, scene.theme.quiet, Anchor::end));
        x -= scene.width_of(entry.text, kCaptionSize) + scene.px(14.0);
        scene.canvas.rectangle({x, end.y - scene.px(9.0), scene.px(10.0), scene.px(10.0)}, entry.colour);
        x -= scene.px(16.0);
    }
}

}  // namespace stratum::plot
