#pragma once

#include "stratum/library/feature.hpp"

namespace stratum::plot {

/// `stratum plot`: a recording as one picture.
[[nodiscard]] library::Feature feature();

}  // namespace stratum::plot
