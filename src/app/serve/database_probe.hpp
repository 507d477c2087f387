#pragma once

#include "stratum/base/result.hpp"
#include "stratum/store/pool.hpp"

#include <functional>
#include <string>

namespace stratum::app {

/// Whether the database of a library answers. PostgreSQL is asked over a connection of its own, with deadlines of its
/// own: those of the pool may all be taken, or hang. Not for two threads at once.
[[nodiscard]] std::function<Result<void>()> database_probe(const std::string& library, store::Pool& pool);

}  // namespace stratum::app
