#pragma once

#include "stratum/platform/route.hpp"

#include <vector>

namespace stratum::jobs {

[[nodiscard]] std::vector<platform::Route> routes();

}  // namespace stratum::jobs
