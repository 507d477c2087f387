#pragma once

#include "stratum/store/database.hpp"

#include <string>
#include <vector>

/// What a database itself says of its tables.
namespace stratum::store {

struct Table {
    std::string name;
    std::vector<std::string> columns;
};

/// All tables that hold data of their own, but not `schema_migrations`: those that others refer to come first. Errors:
/// `internal` for a circle of references, and those of `Database`.
[[nodiscard]] Result<std::vector<Table>> tables_of(Database& database);

/// For SQL: in double quotes.
[[nodiscard]] std::string quoted_identifier(std::string_view name);
/// "a, b, c".
[[nodiscard]] std::string list_of(const std::vector<std::string>& names);

/// After rows were put in with their numbers: what an engine derives from them is made anew (SQLite's full-text
/// tables), and the next number that it gives is a new one (PostgreSQL's identities).
Result<void> settle(Database& database);

}  // namespace stratum::store
