#pragma once

#include "canvas.hpp"

namespace stratum::plot {

/// A PNG file of the pixels, without alpha and without compression: for the small heat maps inside an SVG, which have
/// some ten thousand pixels. `pixels.values` must have columns * rows entries.
[[nodiscard]] Bytes png_of(const Pixels& pixels);

}  // namespace stratum::plot
