#pragma once

#include "stratum/platform/route.hpp"

#include <vector>

namespace stratum::audio {

[[nodiscard]] std::vector<platform::Route> routes();

}  // namespace stratum::audio
