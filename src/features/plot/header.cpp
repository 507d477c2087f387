#include "header.hpp"

#include "stratum/base/percent.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::plot {
namespace {

constexpr double kTitleSize = 26.0;
constexpr double kArtistSize = 16.0;
constexpr double kValueSize = 20.0;

/// With a true minus sign.
std::string signed_fixed(double value, int digits) {
    const std::string text = format_fixed(std::abs(value), digits);
    const bool zero = text.find_first_not_of("0.") == std::string::npos;
    return value < 0.0 && !zero ? "\xe2\x88\x92" + text : text;
}

/// The parts that are not empty, with a dot between.
std::string joined(std::initializer_list<std::string> parts) {
    std::string out;
    for (const std::string& part : parts) {
        if (part.empty()) continue;
        if (!out.empty()) out += " \xc2\xb7 ";
        out += part;
    }
    return out;
}

std::string channels_text(int channels) {
    if (channels == 1) return "mono";
    if (channels == 2) return "stereo";
    return std::to_string(channels) + " channels";
}

Figure duration_figure(const analysis::Report& report, Seconds from, Seconds to) {
    const double seconds = report.duration.value();
    Figure figure{"Duration", seconds < 10.0 ? format_fixed(seconds, 2) + " s" : format_duration(seconds), {}};
    std::string part;
    if (from > Seconds{0.0} || to < report.duration)
        part = "shown: " + format_duration(from.value()) + " to " + format_duration(to.value());
    const double kilohertz = report.rate.value() / 1000.0;
    const bool whole = report.rate.value() % 1000 == 0;
    figure.detail = joined({part, format_fixed(kilohertz, whole ? 0 : 1) + " kHz", channels_text(report.channels)});
    return figure;
}

Figure tempo_figure(const analysis::Report& report) {
    if (!report.rhythm) return {"Tempo", "not analysed", {}};
    const analysis::Rhythm& rhythm = *report.rhythm;
    if (!rhythm.tempo) return {"Tempo", "none heard", {}};
    std::string grid;
    if (rhythm.grid)
        grid = rhythm.grid->kind == analysis::GridKind::constant ? "constant"
               : rhythm.grid->kind == analysis::GridKind::piecewise
                   ? std::to_string(rhythm.grid->regions.size()) + " regions"
                   : "played freely";
    std::string metre;
    if (rhythm.metre) metre = std::to_string(rhythm.metre->beats_per_bar) + " beats a bar";
    return {"Tempo", format_fixed(rhythm.tempo->bpm.value(), 2) + " BPM",
            joined({format_percent(rhythm.tempo->confidence), grid, metre})};
}

Figure key_figure(const analysis::Report& report) {
    if (!report.harmony) return {"Key", "not analysed", {}};
    if (!report.harmony->key) return {"Key", "none heard", {}};
    const analysis::KeyEstimate& key = *report.harmony->key;
    return {"Key", analysis::name_of(key.key),
            joined({"Camelot " + analysis::camelot_of(key.key), "Open Key " + analysis::open_key_of(key.key),
                    format_percent(key.confidence)})};
}

Figure loudness_figure(const analysis::Report& report) {
    if (!report.loudness) return {"Loudness", "not analysed", {}};
    const analysis::Loudness& loudness = *report.loudness;
    std::string range;
    std::string peak;
    if (loudness.range) range = "range " + format_fixed(loudness.range->value(), 1) + " LU";
    if (loudness.true_peak) peak = "true peak " + signed_fixed(loudness.true_peak->value(), 1) + " dBTP";
    return {"Loudness",
            loudness.integrated ? signed_fixed(loudness.integrated->value(), 1) + " LUFS" : "below the gate",
            joined({range, peak})};
}

Figure tuning_figure(const analysis::Tuning& tuning) {
    const long cents = std::lround(tuning.offset.value());
    return {"Tuning", (cents > 0 ? "+" : "") + signed_fixed(static_cast<double>(cents), 0) + " cents",
            "A4 = " + format_fixed(tuning.a4.value(), 1) + " Hz"};
}

double width_of(const Scene& scene, const Figure& figure) {
    return std::max({scene.width_of(figure.name, kCaptionSize), scene.width_of(figure.value, kValueSize, Weight::bold),
                     scene.width_of(figure.detail, kCaptionSize)});
}

}  // namespace

std::vector<Figure> figures_of(const analysis::Report& report, Seconds from, Seconds to) {
    std::vector<Figure> figures{tempo_figure(report), key_figure(report), loudness_figure(report)};
    if (report.energy) figures.push_back({"Energy", std::to_string(report.energy->rating) + " of 10", {}});
    figures.push_back(duration_figure(report, from, to));
    if (report.harmony && report.harmony->tuning) figures.push_back(tuning_figure(*report.harmony->tuning));
    return figures;
}

double draw_header(const Scene& scene, const Rect& area, const Caption& caption) {
    double y = area.y + scene.px(kTitleSize);
    const std::string& title = caption.title.empty() ? caption.file_name : caption.title;
    scene.canvas.text({area.x, y}, elide(title, area.width, scene.px(kTitleSize), Weight::bold),
                      scene.bold(kTitleSize, scene.theme.ink));
    const std::string second = joined({caption.artist, caption.title.empty() ? "" : caption.file_name});
    if (!second.empty()) {
        y += scene.px(kArtistSize * 1.6);
        scene.canvas.text({area.x, y}, elide(second, area.width, scene.px(kArtistSize)),
                          scene.style(kArtistSize, scene.theme.quiet));
    }
    y += scene.px(32.0);
    double x = area.x;
    const double gap = scene.px(44.0);
    for (const Figure& figure : figures_of(scene.report, scene.time.from, scene.time.to)) {
        const double width = std::min(width_of(scene, figure), area.width);
        if (x > area.x && x + width > area.right()) {
            x = area.x;
            y += scene.px(66.0);
        }
        scene.canvas.text({x, y}, figure.name, scene.style(kCaptionSize, scene.theme.quiet));
        scene.canvas.text({x, y + scene.px(24.0)}, elide(figure.value, area.width, scene.px(kValueSize), Weight::bold),
                          scene.bold(kValueSize, scene.theme.ink));
        scene.canvas.text({x, y + scene.px(42.0)}, elide(figure.detail, area.width, scene.px(kCaptionSize)),
                          scene.style(kCaptionSize, scene.theme.quiet));
        x += width + gap;
    }
    return y + scene.px(42.0);
}

}  // namespace stratum::plot
