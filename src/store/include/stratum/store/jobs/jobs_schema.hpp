#pragma once

#include "stratum/store/migrations.hpp"

namespace stratum::store {

/// The table of jobs, for `migrate`.
[[nodiscard]] MigrationSet jobs_schema();

}  // namespace stratum::store
