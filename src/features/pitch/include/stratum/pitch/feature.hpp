#pragma once

#include "stratum/library/feature.hpp"

namespace stratum::pitch {

/// `stratum pitch`: what one voice sings, as notes and as a curve.
[[nodiscard]] library::Feature feature();

}  // namespace stratum::pitch
