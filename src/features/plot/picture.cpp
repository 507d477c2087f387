#include "picture.hpp"

#include "cairo_canvas.hpp"
#include "header.hpp"
#include "panels.hpp"
#include "stratum/base/text.hpp"
#include "svg_canvas.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::plot {
namespace {

constexpr int kNarrowest = 640;
constexpr int kLowest = 480;
constexpr int kLargest = 8192;

Result<TimeAxis> axis_for(const analysis::Report& report, const PictureOptions& options) {
    if (!(report.duration > Seconds{0.0}) || !std::isfinite(report.duration.value()))
        return error(ErrorCode::empty, "the recording has no duration, so there is nothing to draw");
    const Seconds from = std::max(Seconds{0.0}, options.from.value_or(Seconds{0.0}));
    const Seconds to = std::min(report.duration, options.to.value_or(report.duration));
    // Below a millisecond there is nothing to see: the finest data has one value every few milliseconds.
    if (!(to - from >= Seconds{0.001}))
        return error(ErrorCode::invalid_argument,
                     "nothing lies between " + format_fixed(from.value(), 3) + " s and " + format_fixed(to.value(), 3) +
                         " s of a recording of " + format_fixed(report.duration.value(), 3) + " s",
                     "give from and to in seconds, the smaller one first");
    return TimeAxis{from, to, 0.0, 0.0};
}

/// Returns where the text ends.
double draw_title(const Scene& scene, double x, double baseline, std::string_view title, std::string_view note) {
    scene.canvas.text({x, baseline}, title, scene.bold(kCaptionSize, scene.theme.ink));
    const double after = x + scene.width_of(title, kCaptionSize, Weight::bold) + scene.px(10.0);
    scene.canvas.text({after, baseline}, note, scene.style(kCaptionSize, scene.theme.quiet));
    return after + scene.width_of(note, kCaptionSize);
}

/// Heights of the panels in shares of what the fixed rows leave.
struct Heights {
    double waveform;
    double loudness;
    double chromagram;
    double keys;
};

void draw(const Scene& scene, const Caption& caption, int width, int height) {
    scene.canvas.rectangle({0.0, 0.0, static_cast<double>(width), static_cast<double>(height)}, scene.theme.paper);
    const double margin = scene.px(28.0);
    const double left = scene.time.left;
    const double across = scene.time.right - scene.time.left;
    const double top = draw_header(scene, {margin, margin * 0.8, width - 2.0 * margin, 0.0}, caption);

    const bool regions =
        scene.report.rhythm && scene.report.rhythm->grid && scene.report.rhythm->grid->regions.size() > 1;
    const double title_row = scene.px(28.0);
    const double bars_row = scene.px(regions ? 46.0 : 28.0);
    const double sections_row = scene.px(20.0);
    const double labels_row = scene.px(34.0);
    const double rest = std::max(scene.px(120.0), height - top - scene.px(10.0) - bars_row - sections_row -
                                                      scene.px(3.0) - 4.0 * title_row - labels_row);
    const Heights h{rest * 0.44, rest * 0.18, rest * 0.30, rest * 0.08};

    double y = top + scene.px(10.0) + title_row;
    const double titled = draw_title(scene, left, y - scene.px(7.0), "Waveform",
                                     "bars numbered from the first downbeat, onsets along the lower edge");
    draw_waveform_legend(scene, {scene.time.right, y - scene.px(7.0)}, scene.time.right - titled);
    draw_bars(scene, {left, y, across, bars_row});
    y += bars_row;
    draw_sections(scene, {left, y, across, sections_row});
    y += sections_row + scene.px(3.0);
    const Rect waveform{left, y, across, h.waveform};
    draw_waveform(scene, waveform);
    draw_bar_lines(scene, waveform);

    y = waveform.bottom() + title_row;
    draw_title(scene, left, y - scene.px(7.0), "Loudness", "short-term, LUFS");
    draw_loudness(scene, {left, y, across, h.loudness});

    y += h.loudness + title_row;
    draw_title(scene, left, y - scene.px(7.0), "Pitch classes", "strength over time");
    draw_chromagram(scene, {left, y, across, h.chromagram});

    y += h.chromagram + title_row;
    draw_title(scene, left, y - scene.px(7.0), "Key", "over time, with its place on the Camelot wheel");
    draw_keys(scene, {left, y, across, h.keys});
    draw_time_labels(scene, y + h.keys + scene.px(17.0));
}

}  // namespace

void draw_time_labels(const Scene& scene, double y) {
    for (const Tick& tick : time_ticks(scene.time, scene.px(kTickDistance))) {
        // A label stays between the edges even when its tick lies on one.
        const double half = scene.width_of(tick.label, kCaptionSize) / 2.0;
        const double x = std::clamp(scene.time.x(tick.time), scene.time.left + half, scene.time.right - half);
        scene.canvas.text({x, y}, tick.label, scene.style(kCaptionSize, scene.theme.quiet, Anchor::middle));
    }
}

Result<Bytes> make_picture(const analysis::Report& report, const Caption& caption, const PictureOptions& options,
                           PictureFormat format) {
    if (options.width < kNarrowest || options.width > kLargest || options.height < kLowest || options.height > kLargest)
        return error(ErrorCode::invalid_argument,
                     "a picture of " + std::to_string(options.width) + " by " + std::to_string(options.height) +
                         " pixels cannot be drawn",
                     "from " + std::to_string(kNarrowest) + " by " + std::to_string(kLowest) + " to " +
                         std::to_string(kLargest) + " by " + std::to_string(kLargest));
    STRATUM_TRY(TimeAxis time, axis_for(report, options));
    std::unique_ptr<Canvas> canvas;
    if (format == PictureFormat::png) {
        STRATUM_TRY(canvas, CairoCanvas::create(options.width, options.height));
    } else {
        const std::string title = caption.title.empty() ? caption.file_name : caption.title;
        canvas = std::make_unique<SvgCanvas>(options.width, options.height, title);
    }
    const double scale = std::clamp(std::min(options.width / 1600.0, options.height / 900.0), 0.8, 6.0);
    time.left = 64.0 * scale;
    time.right = options.width - 28.0 * scale;
    draw({*canvas, theme_of(options.theme), options.theme, report, time, scale}, caption, options.width,
         options.height);
    return canvas->finish();
}

}  // namespace stratum::plot
