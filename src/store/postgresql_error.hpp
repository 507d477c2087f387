#pragma once

#include "stratum/base/result.hpp"

#include <libpq-fe.h>
#include <string>
#include <string_view>

namespace stratum::store {

/// What the server said of a statement, in our codes; `where` names the database ("the database music on db.example").
[[nodiscard]] Error postgresql_error(const PGresult* answer, const std::string& where);

/// The code for an SQLSTATE (the PostgreSQL manual, appendix A).
[[nodiscard]] ErrorCode error_code_of_sqlstate(std::string_view state);

}  // namespace stratum::store
