#include "cairo_canvas.hpp"

#include "cairo_library.hpp"
#include "stratum/base/text.hpp"

#include <cstring>
#include <string>

namespace stratum::plot {

struct CairoCanvas::State {
    CairoLibrary cairo;
    cairo_surface_t* surface = nullptr;
    cairo_t* context = nullptr;
    bool finished = false;

    explicit State(const CairoLibrary& library) : cairo(library) {}
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() {
        if (context != nullptr) cairo.destroy(context);
        if (surface != nullptr) cairo.surface_destroy(surface);
    }
    void source(Colour c) const {
        cairo.set_source_rgba(context, c.red / 255.0, c.green / 255.0, c.blue / 255.0, c.alpha / 255.0);
    }
    void path(std::span<const Point> points) const {
        for (std::size_t i = 0; i < points.size(); ++i)
            i == 0 ? cairo.move_to(context, points[i].x, points[i].y)
                   : cairo.line_to(context, points[i].x, points[i].y);
    }
};

CairoCanvas::CairoCanvas(std::unique_ptr<State> state) : state_(std::move(state)) {}
CairoCanvas::~CairoCanvas() = default;

Result<std::unique_ptr<CairoCanvas>> CairoCanvas::create(int width, int height) {
    STRATUM_TRY(const CairoLibrary cairo, CairoLibrary::load());
    auto state = std::make_unique<State>(cairo);
    state->surface = cairo.image_surface_create(CAIRO_FORMAT_RGB24, width, height);
    if (const auto status = cairo.surface_status(state->surface); status != CAIRO_STATUS_SUCCESS)
        return error(ErrorCode::invalid_argument,
                     std::string{"cairo cannot draw a picture of this size: "} + cairo.status_to_string(status));
    state->context = cairo.create(state->surface);
    // Letters keep their true widths, so that they take the room the layout gave them.
    cairo_font_options_t* font = cairo.font_options_create();
    cairo.font_options_set_antialias(font, CAIRO_ANTIALIAS_GRAY);
    cairo.font_options_set_hint_style(font, CAIRO_HINT_STYLE_NONE);
    cairo.font_options_set_hint_metrics(font, CAIRO_HINT_METRICS_OFF);
    cairo.set_font_options(state->context, font);
    cairo.font_options_destroy(font);
    cairo.set_line_join(state->context, CAIRO_LINE_JOIN_ROUND);
    return std::unique_ptr<CairoCanvas>(new CairoCanvas(std::move(state)));
}

void CairoCanvas::rectangle(const Rect& area, Colour fill) {
    const State& s = *state_;
    s.source(fill);
    s.cairo.rectangle(s.context, area.x, area.y, area.width, area.height);
    s.cairo.fill(s.context);
}

void CairoCanvas::polygon(std::span<const Point> corners, Colour fill) {
    if (corners.size() < 3) return;
    const State& s = *state_;
    s.source(fill);
    s.path(corners);
    s.cairo.close_path(s.context);
    s.cairo.fill(s.context);
}

void CairoCanvas::polyline(std::span<const Point> points, Colour colour, double width, double dash) {
    if (points.size() < 2) return;
    const State& s = *state_;
    s.source(colour);
    s.path(points);
    s.cairo.set_line_width(s.context, width);
    s.cairo.set_dash(s.context, &dash, dash > 0.0 ? 1 : 0, 0.0);
    s.cairo.stroke(s.context);
}

void CairoCanvas::text(Point at, std::string_view text, const TextStyle& style) {
    if (text.empty()) return;
    const State& s = *state_;
    const std::string clean = valid_utf8(text);
    s.source(style.colour);
    s.cairo.select_font_face(s.context, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL,
                             style.bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
    s.cairo.set_font_size(s.context, style.size);
    double left = at.x;
    if (style.anchor != Anchor::start) {
        cairo_text_extents_t extents;
        s.cairo.text_extents(s.context, clean.c_str(), &extents);
        left -= style.anchor == Anchor::end ? extents.x_advance : extents.x_advance / 2.0;
    }
    s.cairo.move_to(s.context, left, at.y);
    s.cairo.show_text(s.context, clean.c_str());
}

void CairoCanvas::image(const Rect& area, const Pixels& pixels) {
    if (pixels.columns <= 0 || pixels.rows <= 0) return;
    const State& s = *state_;
    cairo_surface_t* tile = s.cairo.image_surface_create(CAIRO_FORMAT_RGB24, pixels.columns, pixels.rows);
    if (s.cairo.surface_status(tile) == CAIRO_STATUS_SUCCESS) {
        unsigned char* data = s.cairo.image_surface_get_data(tile);
        const int stride = s.cairo.image_surface_get_stride(tile);
        auto pixel = pixels.values.begin();
        for (int row = 0; row < pixels.rows; ++row)
            for (int column = 0; column < pixels.columns; ++column, ++pixel) {
                const std::uint32_t value =
                    std::uint32_t{pixel->red} << 16 | std::uint32_t{pixel->green} << 8 | pixel->blue;
                std::memcpy(data + row * stride + column * 4, &value, 4);
            }
        s.cairo.surface_mark_dirty(tile);
        s.cairo.save(s.context);
        s.cairo.rectangle(s.context, area.x, area.y, area.width, area.height);
        s.cairo.clip(s.context);
        s.cairo.translate(s.context, area.x, area.y);
        s.cairo.scale(s.context, area.width / pixels.columns, area.height / pixels.rows);
        s.cairo.set_source_surface(s.context, tile, 0.0, 0.0);
        s.cairo.pattern_set_filter(s.cairo.get_source(s.context), CAIRO_FILTER_NEAREST);
        s.cairo.paint(s.context);
        s.cairo.restore(s.context);
    }
    s.cairo.surface_destroy(tile);
}

Result<Bytes> CairoCanvas::finish() {
    State& s = *state_;
    if (s.finished) return error(ErrorCode::internal, "the picture was finished before");
    s.finished = true;
    s.cairo.surface_flush(s.surface);
    Bytes out;
    auto status = s.cairo.status(s.context);
    if (status == CAIRO_STATUS_SUCCESS)
        status = s.cairo.surface_write_to_png_stream(
            s.surface,
            [](void* to, const unsigned char* data, unsigned length) {
                auto& bytes = *static_cast<Bytes*>(to);
                bytes.insert(bytes.end(), data, data + length);
                return CAIRO_STATUS_SUCCESS;
            },
            &out);
    if (status != CAIRO_STATUS_SUCCESS)
        return error(ErrorCode::io,
                     std::string{"cairo could not draw the picture: "} + s.cairo.status_to_string(status));
    return out;
}

}  // namespace stratum::plot
