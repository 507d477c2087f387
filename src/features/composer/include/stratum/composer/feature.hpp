#pragma once

#include "stratum/platform/feature.hpp"

namespace stratum::composer {

/// `stratum bench-set` and `stratum demo`: music composed by rule, with exact truth.
[[nodiscard]] platform::Feature feature();

}  // namespace stratum::composer
