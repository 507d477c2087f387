#pragma once

#include "stratum/library/feature.hpp"

namespace stratum::analyze {

/// `stratum analyze`, `stratum show`, and the confined children's side of them.
[[nodiscard]] library::Feature feature();

}  // namespace stratum::analyze
