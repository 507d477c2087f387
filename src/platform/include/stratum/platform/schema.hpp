#pragma once

#include "stratum/store/migrations.hpp"

namespace stratum::platform {

/// The tables of this room: answers to requests that may be repeated.
[[nodiscard]] store::MigrationSet schema();
/// Where `ServerSecrets` is kept. Goes last: in older databases the people feature made this table.
[[nodiscard]] store::MigrationSet secrets_schema();

}  // namespace stratum::platform
