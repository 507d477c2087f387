#pragma once

#include "stratum/platform/route.hpp"

#include <vector>

namespace stratum::uploads {

[[nodiscard]] std::vector<platform::Route> routes();

}  // namespace stratum::uploads
