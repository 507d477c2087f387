#include "panels.hpp"

#include <algorithm>
#include <array>

namespace stratum::plot {
namespace {

/// The longest way of naming the section that fits: the letter is shared by sections that sound alike.
std::string label_for(const Scene& scene, const analysis::Section& section, double room) {
    const std::string kind =
        section.kind == analysis::SectionKind::other ? std::string{} : std::string{name_of(section.kind)};
    for (const std::string& text : {kind.empty() ? section.label : kind + " " + section.label, kind, section.label})
        if (!text.empty() && scene.width_of(text, kCaptionSize) <= room) return text;
    return {};
}

/// A triangle on the lower edge, its tip into the recording (mix-in) or back out of it.
void draw_mix_point(const Scene& scene, const Rect& area, const analysis::MixPoint& point, double direction) {
    if (!scene.time.shows(point.time)) return;
    const double x = scene.time.x(point.time);
    const double size = scene.px(5.0);
    const double tip = std::clamp(x + direction * 1.6 * size, area.x, area.right());
    const std::array corners{Point{x, area.bottom() - 2.0 * size}, Point{tip, area.bottom() - size},
                             Point{x, area.bottom()}};
    scene.canvas.polygon(corners, scene.theme.accent);
}

}  // namespace

void draw_sections(const Scene& scene, const Rect& area) {
    scene.canvas.text({area.x - scene.px(8.0), area.y + area.height / 2.0 + scene.px(kCaptionSize) * 0.36}, "Sections",
                      scene.style(kCaptionSize, scene.theme.quiet, Anchor::end));
    scene.panel(area);
    if (!scene.report.structure || scene.report.structure->sections.empty()) {
        scene.nothing(area, scene.report.structure ? "no sections heard" : "structure was not analysed");
        return;
    }
    const analysis::Structure& structure = *scene.report.structure;
    double filled = area.x - 1.0;  // what is narrower than a pixel is drawn once a pixel
    for (const analysis::Section& section : structure.sections) {
        if (section.end <= scene.time.from || section.start >= scene.time.to) continue;
        const double left = scene.time.x(std::max(section.start, scene.time.from));
        const double right = scene.time.x(std::min(section.end, scene.time.to));
        if (right < filled + 1.0) continue;
        filled = right;
        const double strength = std::clamp(section.energy, 1, 10) / 10.0;
        scene.canvas.rectangle({left, area.y, right - left, area.height},
                               mix(scene.theme.panel, scene.theme.low, 0.06 + 0.44 * strength));
        if (left > area.x) scene.canvas.line({left, area.y}, {left, area.bottom()}, scene.theme.paper, scene.px(2.0));
        scene.canvas.text({(left + right) / 2.0, area.y + area.height / 2.0 + scene.px(kCaptionSize) * 0.36},
                          label_for(scene, section, right - left - scene.px(12.0)),
                          scene.style(kCaptionSize, scene.theme.ink, Anchor::middle));
    }
    if (structure.mix_in) draw_mix_point(scene, area, *structure.mix_in, 1.0);
    if (structure.mix_out) draw_mix_point(scene, area, *structure.mix_out, -1.0);
}

}  // namespace stratum::plot
