#pragma once

#include "stratum/store/migrations.hpp"

namespace stratum::library {

/// The steps of this room's schema that have to do with summaries and lists, which differ between engines.
struct EngineSql {
    std::string_view sqlite;
    std::string_view postgresql;
};
[[nodiscard]] EngineSql summaries_sql();
[[nodiscard]] EngineSql lists_sql();

}  // namespace stratum::library
