#pragma once

#include "stratum/platform/feature.hpp"

namespace stratum::theory {

/// `stratum theory`: what music theory says about a track.
[[nodiscard]] platform::Feature feature();

}  // namespace stratum::theory
