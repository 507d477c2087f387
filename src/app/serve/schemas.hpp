#pragma once

#include "stratum/store/migrations.hpp"

#include <vector>

namespace stratum::app {

/// The tables of all rooms and features that a server needs beside the library's own.
[[nodiscard]] std::vector<store::MigrationSet> server_schemas();
/// Those, and the library's before them: all that a database of ours may hold.
[[nodiscard]] std::vector<store::MigrationSet> all_schemas();

}  // namespace stratum::app
