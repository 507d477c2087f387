#pragma once

#include "stratum/platform/feature.hpp"

namespace stratum::evaluate {

/// `stratum eval`: how right the analysis is, on files with known truth.
[[nodiscard]] platform::Feature feature();

}  // namespace stratum::evaluate
