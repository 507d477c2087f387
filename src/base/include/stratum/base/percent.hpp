#pragma once

#include "stratum/base/text.hpp"

#include <string>

namespace stratum {

/// A share as people read it: 0.483 is "48 %".
[[nodiscard]] inline std::string format_percent(double share) { return format_fixed(share * 100.0, 0) + " %"; }

}  // namespace stratum
