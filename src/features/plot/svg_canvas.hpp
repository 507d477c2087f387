#pragma once

#include "canvas.hpp"

#include <string>

namespace stratum::plot {

/// Writes one self-contained SVG file: no scripts, no fonts, no links to elsewhere.
class SvgCanvas final : public Canvas {
  public:
    /// `title` is what a viewer shows for the whole picture and what a screen reader says.
    SvgCanvas(int width, int height, std::string_view title);

    void rectangle(const Rect& area, Colour fill) override;
    void polygon(std::span<const Point> corners, Colour fill) override;
    void polyline(std::span<const Point> points, Colour colour, double width, double dash) override;
    void text(Point at, std::string_view text, const TextStyle& style) override;
    void image(const Rect& area, const Pixels& pixels) override;
    Result<Bytes> finish() override;

  private:
    void number(double value);
    void attribute(std::string_view name, double value);
    void paint(std::string_view name, Colour colour);
    void path(std::span<const Point> points);

    std::string out_;
    bool finished_ = false;
};

}  // namespace stratum::plot
