#pragma once

#include "stratum/platform/route.hpp"

#include <vector>

namespace stratum::correct {

/// Correcting, the steps that were made, and taking them back.
[[nodiscard]] std::vector<platform::Route> correction_routes();
/// The tracks that are most in doubt.
[[nodiscard]] std::vector<platform::Route> review_routes();

}  // namespace stratum::correct
