#pragma once

#include "stratum/base/result.hpp"

#include <cairo/cairo.h>

namespace stratum::plot {

/// The functions of libcairo.so.2 that pictures need, by their own names without the prefix.
// clang-format off
#define STRATUM_CAIRO_FUNCTIONS(X)                                                                                \
    X(create) X(destroy) X(status) X(status_to_string) X(image_surface_create) X(surface_destroy)                 \
    X(surface_flush) X(surface_mark_dirty) X(surface_status) X(surface_write_to_png_stream)                       \
    X(image_surface_get_data) X(image_surface_get_stride) X(set_source_rgba) X(set_source_surface) X(get_source)  \
    X(pattern_set_filter) X(rectangle) X(fill) X(stroke) X(paint) X(move_to) X(line_to) X(close_path)             \
    X(set_line_width) X(set_line_join) X(set_dash) X(save) X(restore) X(translate) X(scale) X(clip)               \
    X(select_font_face) X(set_font_size) X(show_text) X(text_extents) X(font_options_create)                      \
    X(font_options_destroy) X(font_options_set_hint_style) X(font_options_set_hint_metrics)                       \
    X(font_options_set_antialias) X(set_font_options)
// clang-format on

struct CairoLibrary {
// NOLINTNEXTLINE(bugprone-macro-parentheses): a name to declare, not an expression
#define STRATUM_CAIRO_MEMBER(name) decltype(&cairo_##name) name = nullptr;
    STRATUM_CAIRO_FUNCTIONS(STRATUM_CAIRO_MEMBER)
#undef STRATUM_CAIRO_MEMBER

    /// Loads the library; it stays loaded until the program ends. Thread-safe.
    /// Errors: `unsupported` when it is not installed or lacks a function.
    static Result<CairoLibrary> load();
};

}  // namespace stratum::plot
