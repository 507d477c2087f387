#pragma once

#include "scene.hpp"

#include <string>
#include <vector>

namespace stratum::plot {

/// Remembers lines and words instead of drawing them, so that a panel's test can ask where they lie.
class TestCanvas final : public Canvas {
  public:
    struct Word {
        Point at;
        std::string text;
    };
    struct Line {
        std::vector<Point> points;
        Colour colour;
    };
    std::vector<Word> words;
    std::vector<Line> lines;

    void rectangle(const Rect&, Colour) override {}
    void polygon(std::span<const Point>, Colour) override {}
    void polyline(std::span<const Point> points, Colour colour, double, double) override {
        lines.push_back({{points.begin(), points.end()}, colour});
    }
    void text(Point at, std::string_view text, const TextStyle&) override { words.push_back({at, std::string{text}}); }
    void image(const Rect&, const Pixels&) override {}
    Result<Bytes> finish() override { return Bytes{}; }
};

/// The whole of a report over the width of `area`.
inline Scene scene_of(Canvas& canvas, const analysis::Report& report, const Rect& area) {
    return {canvas,
            theme_of(ThemeKind::light),
            ThemeKind::light,
            report,
            {Seconds{}, report.duration, area.x, area.right()},
            1.0};
}

}  // namespace stratum::plot
