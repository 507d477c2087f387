#pragma once

#include <string>
#include <string_view>

/// How much room text takes, without a font at hand: the advance widths of DejaVu Sans, which is wider than the other
/// fonts that a viewer may choose instead. Layout is the same on every machine, and text never runs into its neighbour.
namespace stratum::plot {

enum class Weight : bool { regular, bold };

/// Width in pixels of UTF-8 text set at `size`.
[[nodiscard]] double text_width(std::string_view text, double size, Weight weight = Weight::regular);

/// `text` when it fits into `width`, else its beginning and an ellipsis; empty when not even that fits. Characters stay
/// whole.
[[nodiscard]] std::string elide(std::string_view text, double width, double size, Weight weight = Weight::regular);

}  // namespace stratum::plot
