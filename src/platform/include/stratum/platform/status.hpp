#pragma once

#include "stratum/platform/metrics.hpp"
#include "stratum/platform/route.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace stratum::platform {

/// One thing that the server needs to work.
struct Probe {
    std::string name;                    ///< "database".
    std::function<Result<void>()> look;  ///< Runs at each question, on a thread of its own, one look at a time.
};

/// GET /healthz (the process lives), /readyz (each part and its state, 503 when one fails, unless for want of room, or
/// is silent for two seconds) and /metrics (for Prometheus: from this computer, or with `metrics_key` as bearer).
/// `metrics` and what the probes refer to outlive the routes.
[[nodiscard]] std::vector<Route> status_routes(const Metrics& metrics, std::vector<Probe> probes,
                                               std::string metrics_key);

}  // namespace stratum::platform
