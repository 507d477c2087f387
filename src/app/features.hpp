#pragma once

#include "stratum/platform/feature.hpp"

#include <vector>

namespace stratum::app {

/// Everything this program can do, one descriptor a feature.
[[nodiscard]] const std::vector<platform::Feature>& features();

}  // namespace stratum::app
