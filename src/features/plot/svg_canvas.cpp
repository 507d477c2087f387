#include "svg_canvas.hpp"

#include "png_image.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace stratum::plot {
namespace {

std::string escaped(std::string_view raw) {
    std::string out;
    for (const char c : valid_utf8(raw)) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            default:
                // XML 1.0 has no other control characters, not even written as references.
                out += static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' ? ' ' : c;
        }
    }
    return out;
}

}  // namespace

SvgCanvas::SvgCanvas(int width, int height, std::string_view title) {
    const std::string w = std::to_string(width);
    const std::string h = std::to_string(height);
    out_ = R"(<svg xmlns="http://www.w3.org/2000/svg" width=")" + w + "\" height=\"" + h + "\" viewBox=\"0 0 " + w +
           ' ' + h + R"(" role="img" font-family="'DejaVu Sans', Verdana, 'Noto Sans', sans-serif">)" + "\n<title>" +
           escaped(title) + "</title>\n";
}

void SvgCanvas::number(double value) {
    // A tenth of a pixel is finer than any screen shows.
    const auto tenths = std::lround(value * 10.0);
    if (tenths < 0) out_ += '-';
    const auto magnitude = std::labs(tenths);
    out_ += std::to_string(magnitude / 10);
    if (magnitude % 10 != 0) (out_ += '.') += static_cast<char>('0' + magnitude % 10);
}

void SvgCanvas::attribute(std::string_view name, double value) {
    ((out_ += ' ') += name) += "=\"";
    number(value);
    out_ += '"';
}

void SvgCanvas::paint(std::string_view name, Colour colour) {
    const std::array<std::uint8_t, 3> rgb{colour.red, colour.green, colour.blue};
    (((((out_ += ' ') += name) += "=\"#") += to_hex(rgb)) += '"');
    if (colour.alpha != 255)
        ((((out_ += ' ') += name) += "-opacity=\"") += format_fixed(colour.alpha / 255.0, 3)) += '"';
}

void SvgCanvas::path(std::span<const Point> points) {
    out_ += " d=\"M";
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (i > 0) out_ += 'L';
        number(points[i].x);
        out_ += ' ';
        number(points[i].y);
    }
}

void SvgCanvas::rectangle(const Rect& area, Colour fill) {
    out_ += "<rect";
    attribute("x", area.x);
    attribute("y", area.y);
    attribute("width", area.width);
    attribute("height", area.height);
    paint("fill", fill);
    out_ += "/>\n";
}

void SvgCanvas::polygon(std::span<const Point> corners, Colour fill) {
    if (corners.size() < 3) return;
    out_ += "<path";
    path(corners);
    out_ += "Z\"";
    paint("fill", fill);
    out_ += "/>\n";
}

void SvgCanvas::polyline(std::span<const Point> points, Colour colour, double width, double dash) {
    if (points.size() < 2) return;
    out_ += "<path fill=\"none\" stroke-linejoin=\"round\"";
    path(points);
    out_ += '"';
    paint("stroke", colour);
    attribute("stroke-width", width);
    if (dash > 0.0) attribute("stroke-dasharray", dash);
    out_ += "/>\n";
}

void SvgCanvas::text(Point at, std::string_view text, const TextStyle& style) {
    if (text.empty()) return;
    out_ += "<text";
    attribute("x", at.x);
    attribute("y", at.y);
    attribute("font-size", style.size);
    if (style.bold) out_ += " font-weight=\"bold\"";
    if (style.anchor == Anchor::middle) out_ += " text-anchor=\"middle\"";
    if (style.anchor == Anchor::end) out_ += " text-anchor=\"end\"";
    paint("fill", style.colour);
    ((out_ += '>') += escaped(text)) += "</text>\n";
}

void SvgCanvas::image(const Rect& area, const Pixels& pixels) {
    if (pixels.columns <= 0 || pixels.rows <= 0) return;
    // Some viewers smooth between pixels whatever is asked of them. Enlarged to the size on the screen, that is not
    // seen.
    const auto times = [](double length, int count) { return std::max(1, static_cast<int>(length / count)); };
    const Pixels shown = enlarged(pixels, times(area.width, pixels.columns), times(area.height, pixels.rows));
    out_ += "<image preserveAspectRatio=\"none\" image-rendering=\"pixelated\"";
    attribute("x", area.x);
    attribute("y", area.y);
    attribute("width", area.width);
    attribute("height", area.height);
    ((out_ += " href=\"data:image/png;base64,") += to_base64(png_of(shown))) += "\"/>\n";
}

Result<Bytes> SvgCanvas::finish() {
    if (finished_) return error(ErrorCode::internal, "the picture was finished before");
    finished_ = true;
    out_ += "</svg>\n";
    return Bytes(out_.begin(), out_.end());
}

}  // namespace stratum::plot
