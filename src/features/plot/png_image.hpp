#pragma once

#include "canvas.hpp"

namespace stratum::plot {

/// A PNG file of the pixels, without alpha: for the heat maps inside an SVG. `pixels.values` must have columns * rows
/// entries.
[[nodiscard]] Bytes png_of(const Pixels& pixels);

/// Every pixel repeated `across` times to the right and `down` times below; repeated rows compress to next to nothing.
[[nodiscard]] Pixels enlarged(const Pixels& pixels, int across, int down);

}  // namespace stratum::plot
