#pragma once

#include "stratum/store/migrations.hpp"

namespace stratum::library {

/// The tables of this room, step by step.
[[nodiscard]] store::MigrationSet schema();

}  // namespace stratum::library
