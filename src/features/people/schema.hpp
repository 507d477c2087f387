#pragma once

#include "stratum/store/migrations.hpp"

namespace stratum::people {

[[nodiscard]] store::MigrationSet schema();

}  // namespace stratum::people
