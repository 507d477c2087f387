#include "svg_canvas.hpp"

#include <gmock/gmock.h>

namespace stratum::plot {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string text_of(Canvas& canvas) {
    const auto bytes = canvas.finish();
    return bytes ? std::string(bytes->begin(), bytes->end()) : std::string{};
}

TEST(SvgCanvas, WritesShapesWithCoordinatesToATenthOfAPixel) {
    SvgCanvas canvas{200, 100, "t"};
    canvas.rectangle({1.0, 2.04, 3.06, -0.04}, {255, 0, 128});
    canvas.line({0.0, 0.5}, {-1.25, 10.0}, {1, 2, 3, 51}, 1.5, 4.0);
    const std::string svg = text_of(canvas);
    EXPECT_THAT(svg, HasSubstr(R"(<rect x="1" y="2" width="3.1" height="0" fill="#ff0080"/>)"));
    EXPECT_THAT(svg, HasSubstr(R"(d="M0 0.5L-1.3 10" stroke="#010203" stroke-opacity="0.200")"));
    EXPECT_THAT(svg, HasSubstr(R"(stroke-width="1.5" stroke-dasharray="4")"));
}

TEST(SvgCanvas, KeepsTitlesFromBecomingMarkup) {
    SvgCanvas canvas{200, 100, "</title><script>alert(1)</script>"};
    canvas.text({0.0, 0.0}, "a & b <c> \x01 \xff \"", {});
    const std::string svg = text_of(canvas);
    EXPECT_THAT(svg, Not(HasSubstr("<script")));
    EXPECT_THAT(svg, HasSubstr("a &amp; b &lt;c&gt;   \xef\xbf\xbd &quot;"));
}

TEST(SvgCanvas, LeavesOutShapesWithoutExtent) {
    SvgCanvas canvas{200, 100, "t"};
    const Point one[]{{1.0, 1.0}};
    canvas.polygon(one, {});
    canvas.polyline(one, {}, 1.0, 0.0);
    canvas.text({0.0, 0.0}, "", {});
    canvas.image({0.0, 0.0, 10.0, 10.0}, {});
    EXPECT_THAT(text_of(canvas), Not(testing::AnyOf(HasSubstr("<path"), HasSubstr("<text"), HasSubstr("<image"))));
}

TEST(SvgCanvas, FinishesOnce) {
    SvgCanvas canvas{200, 100, "t"};
    EXPECT_TRUE(canvas.finish());
    EXPECT_EQ(canvas.finish().error().code, ErrorCode::internal);
}

}  // namespace
}  // namespace stratum::plot
