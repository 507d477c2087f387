#pragma once

#include "stratum/platform/feature.hpp"

namespace stratum::correct {

/// `stratum fix` and `stratum review`.
[[nodiscard]] platform::Feature feature();

}  // namespace stratum::correct
