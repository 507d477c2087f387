#pragma once

#include "stratum/library/feature.hpp"

namespace stratum::correct {

/// `stratum fix` and `stratum review`.
[[nodiscard]] library::Feature feature();

}  // namespace stratum::correct
