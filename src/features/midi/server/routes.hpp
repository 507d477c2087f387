#pragma once

#include "stratum/platform/route.hpp"

#include <vector>

namespace stratum::midi {

/// What was heard as a MIDI file (`/tracks/{id}/midi` in `api/analyses.yaml`).
[[nodiscard]] std::vector<platform::Route> routes();

}  // namespace stratum::midi
