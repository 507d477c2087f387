#pragma once

#include "stratum/platform/feature.hpp"

namespace stratum::correct {

/// `stratum fix` and `stratum review`; corrections and the review over HTTP.
[[nodiscard]] platform::Feature feature();

}  // namespace stratum::correct
