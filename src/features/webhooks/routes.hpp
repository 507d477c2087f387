#pragma once

#include "stratum/platform/route.hpp"

#include <vector>

namespace stratum::webhooks {

/// What `api/webhooks.yaml` says.
[[nodiscard]] std::vector<platform::Route> routes();

}  // namespace stratum::webhooks
