#pragma once

#include "stratum/platform/route.hpp"

#include <vector>

namespace stratum::tracks {

[[nodiscard]] std::vector<platform::Route> routes();
/// One thing done to many tracks.
[[nodiscard]] std::vector<platform::Route> bulk_routes();
/// Playlists and collections (`api/lists.yaml`).
[[nodiscard]] std::vector<platform::Route> list_routes();

}  // namespace stratum::tracks
