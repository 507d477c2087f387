#pragma once

#include "stratum/library/feature.hpp"

#include <vector>

namespace stratum::app {

/// Everything this program can do, one descriptor a feature.
[[nodiscard]] const std::vector<library::Feature>& features();

}  // namespace stratum::app
