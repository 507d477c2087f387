#pragma once

#include "stratum/store/migrations.hpp"

namespace stratum::webhooks {

[[nodiscard]] store::MigrationSet schema();

}  // namespace stratum::webhooks
