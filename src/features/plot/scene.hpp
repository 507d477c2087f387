#pragma once

#include "canvas.hpp"
#include "stratum/analysis/report.hpp"
#include "text_width.hpp"
#include "theme.hpp"
#include "time_axis.hpp"

#include <string_view>

namespace stratum::plot {

/// What every part of the picture needs to draw itself. Lengths in the parts are those of a picture of 1600 by 900 and
/// are multiplied by `scale`.
struct Scene {
    Canvas& canvas;
    const Theme& theme;
    ThemeKind kind;
    const analysis::Report& report;
    TimeAxis time;
    double scale = 1.0;

    [[nodiscard]] double px(double length) const { return length * scale; }
    [[nodiscard]] TextStyle style(double size, Colour colour, Anchor anchor = Anchor::start) const {
        return {px(size), colour, false, anchor};
    }
    [[nodiscard]] TextStyle bold(double size, Colour colour, Anchor anchor = Anchor::start) const {
        return {px(size), colour, true, anchor};
    }
    [[nodiscard]] double width_of(std::string_view text, double size, Weight weight = Weight::regular) const {
        return text_width(text, px(size), weight);
    }
    /// Background, and the faint lines of the time axis.
    void panel(const Rect& area) const;
    /// In the middle of a panel that has nothing to show: "no beats heard".
    void nothing(const Rect& area, std::string_view why) const;
};

inline constexpr double kCaptionSize = 12.0;  ///< Panel titles, axis labels, notes.
inline constexpr double kTickDistance = 90.0;

}  // namespace stratum::plot
