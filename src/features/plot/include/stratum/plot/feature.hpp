#pragma once

#include "stratum/platform/feature.hpp"

namespace stratum::plot {

/// `stratum plot`: a recording as one picture.
[[nodiscard]] platform::Feature feature();

}  // namespace stratum::plot
