#pragma once

#include "stratum/store/migrations.hpp"

namespace stratum::platform {

/// The tables of this room: answers to repeated requests.
[[nodiscard]] store::MigrationSet schema();

}  // namespace stratum::platform
