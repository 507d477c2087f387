#pragma once

#include "stratum/platform/feature.hpp"

namespace stratum::uploads {

/// Music that comes over HTTP and can be resumed: `api/uploads.yaml`.
[[nodiscard]] platform::Feature feature();

}  // namespace stratum::uploads
