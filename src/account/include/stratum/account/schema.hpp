#pragma once

#include "stratum/store/migrations.hpp"

namespace stratum::account {

/// The tables of this room. They may stand alone (a server without a library) or beside the library's; where both are
/// in one database, the library's steps go first, because both know the table `workspaces`.
[[nodiscard]] store::MigrationSet schema();

}  // namespace stratum::account
