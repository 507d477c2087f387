#pragma once

#include "stratum/platform/feature.hpp"

namespace stratum::webhooks {

[[nodiscard]] platform::Feature feature();

}  // namespace stratum::webhooks
