#pragma once

#include "stratum/store/migrations.hpp"

#include <vector>

namespace stratum::app {

/// The tables of all rooms and features that a server needs beside the library's own.
[[nodiscard]] std::vector<store::MigrationSet> server_schemas();

}  // namespace stratum::app
