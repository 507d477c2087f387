#pragma once

#include "stratum/platform/feature.hpp"

namespace stratum::pitch {

/// `stratum pitch`: what one voice sings, as notes and as a curve.
[[nodiscard]] platform::Feature feature();

}  // namespace stratum::pitch
