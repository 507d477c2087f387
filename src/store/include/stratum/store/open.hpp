#pragma once

#include "stratum/base/result.hpp"
#include "stratum/base/units.hpp"
#include "stratum/store/database.hpp"

#include <memory>
#include <string>

namespace stratum::store {

/// Opens what a person named: a `postgresql://` (or `postgres://`) address, or the path of a SQLite file, which is made
/// when it is not there. Errors: those of `open_postgresql` and `open_sqlite`.
[[nodiscard]] Result<std::unique_ptr<Database>> open_database(const std::string& place,
                                                              Seconds patience = Seconds{10.0});

}  // namespace stratum::store
