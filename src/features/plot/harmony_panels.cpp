#include "panels.hpp"

#include <algorithm>
#include <array>

namespace stratum::plot {
namespace {

constexpr int kClasses = 12;

/// Mean strength of each pitch class under each column of `step` pixels, against the strongest of the column: as in the
/// report, a quiet passage shows its notes as clearly as a loud one.
Pixels heat_map(const Scene& scene, const Rect& area, const analysis::Chromagram& chroma, double step) {
    const std::size_t frames = chroma.values.size() / kClasses;
    std::vector<std::array<Colour, kClasses>> columns;
    for (double x = area.x; x + 0.01 < area.right(); x += step) {
        const Stretch stretch = entries_under(scene.time, x, step, chroma.hop, frames);
        std::array<std::uint64_t, kClasses> sums{};
        for (std::size_t i = stretch.first * kClasses; i < (stretch.first + stretch.count) * kClasses; ++i)
            sums[i % kClasses] += chroma.values[i];
        const auto most = static_cast<double>(*std::max_element(sums.begin(), sums.end()));
        std::array<Colour, kClasses> column{};
        for (std::size_t pitch = 0; pitch < kClasses; ++pitch)
            column[pitch] = heat_at(scene.theme, most > 0.0 ? static_cast<double>(sums[pitch]) / most : 0.0);
        columns.push_back(column);
    }
    Pixels map{static_cast<int>(columns.size()), kClasses, {}};
    for (std::size_t row = kClasses; row-- > 0;)  // the top row is B
        for (const auto& column : columns) map.values.push_back(column[row]);
    return map;
}

void draw_note_names(const Scene& scene, const Rect& area) {
    const auto& key = scene.report.harmony->key;
    const bool flats = key && analysis::name_of(key->key).find('b') == 1;
    const double row = area.height / kClasses;
    const double size = std::min(kCaptionSize, row / scene.scale);
    const bool all = row >= scene.px(9.0);
    for (int pitch = 0; pitch < kClasses; ++pitch) {
        const bool tonic = key && key->key.tonic == pitch;
        // Too low for twelve names: every fourth one.
        if (!all && pitch % 4 != 0) continue;
        const std::string name = analysis::short_name_of(
            {pitch, analysis::Mode::major}, flats ? analysis::Spelling::flats : analysis::Spelling::sharps);
        const double shown = all ? size : kCaptionSize;
        const double y = area.bottom() - (pitch + 0.5) * row + scene.px(shown) * 0.36;
        scene.canvas.text({area.x - scene.px(8.0), y}, name,
                          tonic ? scene.bold(shown, scene.theme.accent, Anchor::end)
                                : scene.style(shown, scene.theme.quiet, Anchor::end));
    }
}

/// The longest way of writing the key that fits.
std::string label_for(const Scene& scene, analysis::Key key, double room) {
    const std::string camelot = analysis::camelot_of(key);
    for (const std::string& text : {analysis::name_of(key) + " \xc2\xb7 " + camelot, analysis::name_of(key),
                                    analysis::short_name_of(key) + " " + camelot, analysis::short_name_of(key)})
        if (scene.width_of(text, kCaptionSize, Weight::bold) <= room) return text;
    return {};
}

}  // namespace

void draw_chromagram(const Scene& scene, const Rect& area) {
    scene.panel(area);
    if (!scene.report.harmony) {
        scene.nothing(area, "harmony was not analysed");
        return;
    }
    const analysis::Chromagram& chroma = scene.report.harmony->chromagram;
    if (chroma.values.size() < kClasses || chroma.hop <= Seconds{0.0}) {
        scene.nothing(area, "no pitches heard");
        return;
    }
    const double step = std::max(2.0, scene.time.pixels_a_second() * chroma.hop.value());
    const std::size_t frames = chroma.values.size() / kClasses;
    const double last = std::min(scene.time.to.value(), chroma.hop.value() * static_cast<double>(frames));
    Rect filled = area;
    filled.width = std::max(0.0, std::min(area.right(), scene.time.x(Seconds{last})) - area.x);
    const Pixels map = heat_map(scene, filled, chroma, step);
    // Whole columns only, so that each keeps its time; the last may reach past the edge by less than its width.
    scene.canvas.image({filled.x, filled.y, std::min(step * map.columns, area.width), filled.height}, map);
    draw_note_names(scene, area);
}

void draw_keys(const Scene& scene, const Rect& area) {
    scene.panel(area);
    if (!scene.report.harmony) {
        scene.nothing(area, "harmony was not analysed");
        return;
    }
    const analysis::Harmony& harmony = *scene.report.harmony;
    if (harmony.key_over_time.empty()) {
        scene.nothing(area, harmony.key ? "too short to follow the key" : "no key heard");
        return;
    }
    for (const analysis::KeySpan& span : harmony.key_over_time) {
        if (span.end <= scene.time.from || span.start >= scene.time.to) continue;
        const double left = scene.time.x(std::max(span.start, scene.time.from));
        const double right = scene.time.x(std::min(span.end, scene.time.to));
        scene.canvas.rectangle({left, area.y, right - left, area.height}, colour_of(span.key, scene.kind));
        if (left > area.x) scene.canvas.line({left, area.y}, {left, area.bottom()}, scene.theme.paper, scene.px(2.0));
        const std::string label = label_for(scene, span.key, right - left - scene.px(10.0));
        const bool main = harmony.key && harmony.key->key == span.key;
        if (main)
            scene.canvas.rectangle({left, area.bottom() - scene.px(3.0), right - left, scene.px(3.0)},
                                   scene.theme.accent);
        scene.canvas.text({(left + right) / 2.0, area.y + area.height / 2.0 + scene.px(kCaptionSize) * 0.36}, label,
                          main ? scene.bold(kCaptionSize, scene.theme.ink, Anchor::middle)
                               : scene.style(kCaptionSize, scene.theme.ink, Anchor::middle));
    }
}

}  // namespace stratum::plot
