#pragma once

#include "stratum/platform/feature.hpp"

namespace stratum::tracks {

/// The catalogue, as `api/tracks.yaml` has it.
[[nodiscard]] platform::Feature feature();

}  // namespace stratum::tracks
