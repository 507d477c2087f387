#pragma once

#include "stratum/platform/feature.hpp"

namespace stratum::jobs {

/// Long work, as `api/jobs.yaml` has it.
[[nodiscard]] platform::Feature feature();

}  // namespace stratum::jobs
