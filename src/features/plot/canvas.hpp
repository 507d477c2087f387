#pragma once

#include "stratum/base/cbor.hpp"
#include "stratum/base/result.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

/// What a picture is drawn on. Coordinates are pixels from the top left corner, x to the right and y downward.
namespace stratum::plot {

struct Colour {
    std::uint8_t red = 0;
    std::uint8_t green = 0;
    std::uint8_t blue = 0;
    std::uint8_t alpha = 255;  ///< 255 covers what lies beneath.
    friend constexpr bool operator==(Colour, Colour) = default;
};

[[nodiscard]] constexpr Colour with_alpha(Colour colour, std::uint8_t alpha) {
    return {colour.red, colour.green, colour.blue, alpha};
}

/// The colour `share` (0 to 1) of the way from `a` to `b`.
[[nodiscard]] Colour mix(Colour a, Colour b, double share);

struct Point {
    double x = 0.0;
    double y = 0.0;
};

struct Rect {
    double x = 0.0;
    double y = 0.0;
    double width = 0.0;
    double height = 0.0;
    [[nodiscard]] constexpr double right() const { return x + width; }
    [[nodiscard]] constexpr double bottom() const { return y + height; }
};

enum class Anchor : std::uint8_t { start, middle, end };

struct TextStyle {
    double size = 12.0;  ///< Height of the em square in pixels.
    Colour colour;
    bool bold = false;
    Anchor anchor = Anchor::start;
};

/// A small picture of opaque pixels, row by row from the top.
struct Pixels {
    int columns = 0;
    int rows = 0;
    std::vector<Colour> values;  ///< columns * rows of them.
};

/// One implementation writes SVG, the other draws with cairo. Not thread-safe.
class Canvas {
  public:
    virtual ~Canvas() = default;
    virtual void rectangle(const Rect& area, Colour fill) = 0;
    virtual void polygon(std::span<const Point> corners, Colour fill) = 0;
    /// `dash` is the length of strokes and gaps; 0 draws a solid line.
    virtual void polyline(std::span<const Point> points, Colour colour, double width, double dash = 0.0) = 0;
    /// `at` lies on the baseline. `text` is UTF-8; what is not becomes U+FFFD.
    virtual void text(Point at, std::string_view text, const TextStyle& style) = 0;
    /// Stretched over `area` with hard pixel edges.
    virtual void image(const Rect& area, const Pixels& pixels) = 0;
    /// The finished file. Errors: `internal` when called twice, `io` from the drawing library.
    virtual Result<Bytes> finish() = 0;

    void line(Point from, Point to, Colour colour, double width, double dash = 0.0) {
        const Point both[]{from, to};
        polyline(both, colour, width, dash);
    }
};

}  // namespace stratum::plot
