#pragma once

#include "stratum/library/feature.hpp"

namespace stratum::theory {

/// `stratum theory`: what music theory says about a track.
[[nodiscard]] library::Feature feature();

}  // namespace stratum::theory
