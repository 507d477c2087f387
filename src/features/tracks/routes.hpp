#pragma once

#include "stratum/platform/route.hpp"

#include <vector>

namespace stratum::tracks {

[[nodiscard]] std::vector<platform::Route> routes();

}  // namespace stratum::tracks
