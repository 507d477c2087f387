#pragma once

#include "stratum/library/feature.hpp"

namespace stratum::evaluate {

/// `stratum eval`: how right the analysis is, on files with known truth.
[[nodiscard]] library::Feature feature();

}  // namespace stratum::evaluate
