#pragma once

#include "canvas.hpp"

#include <memory>

namespace stratum::plot {

/// Draws with cairo and writes PNG.
///
/// cairo is loaded when the first picture is made and not linked: it brings some twenty libraries along, which would
/// cost every start of the program, and each confined child, several milliseconds.
class CairoCanvas final : public Canvas {
  public:
    /// Errors: `unsupported` when libcairo.so.2 is not installed, `invalid_argument` for a size it cannot draw.
    static Result<std::unique_ptr<CairoCanvas>> create(int width, int height);
    ~CairoCanvas() override;

    void rectangle(const Rect& area, Colour fill) override;
    void polygon(std::span<const Point> corners, Colour fill) override;
    void polyline(std::span<const Point> points, Colour colour, double width, double dash) override;
    void text(Point at, std::string_view text, const TextStyle& style) override;
    void image(const Rect& area, const Pixels& pixels) override;
    Result<Bytes> finish() override;

  private:
    struct State;
    explicit CairoCanvas(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace stratum::plot
