#pragma once

#include "stratum/platform/feature.hpp"

namespace stratum::analyze {

/// `stratum analyze`, `stratum show`, and the confined children's side of them.
[[nodiscard]] platform::Feature feature();

}  // namespace stratum::analyze
