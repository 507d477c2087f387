#pragma once

#include "stratum/library/feature.hpp"

namespace stratum::composer {

/// `stratum bench-set` and `stratum demo`: music composed by rule, with exact truth.
[[nodiscard]] library::Feature feature();

}  // namespace stratum::composer
