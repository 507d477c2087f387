#pragma once

#include "stratum/platform/route.hpp"

#include <vector>

namespace stratum::plot {

/// The picture of a track (`/tracks/{id}/plot` in `api/analyses.yaml`).
[[nodiscard]] std::vector<platform::Route> routes();

}  // namespace stratum::plot
