#pragma once

#include "stratum/base/clock.hpp"
#include "stratum/base/result.hpp"
#include "stratum/store/database.hpp"

#include <span>
#include <string_view>

namespace stratum::store {

/// One step of a schema. Once released it never changes: what was applied is compared by a checksum of `sql`.
struct Migration {
    int version;                       ///< 1, 2, 3, ... within its room.
    std::string_view name;             ///< For people: "tracks, files and contents".
    std::string_view sql;              ///< Statements separated by semicolons, the same for all engines ...
    std::string_view postgresql = {};  ///< ... unless PostgreSQL must have its own.
};

/// The steps of one room (the library, a feature), in order.
struct MigrationSet {
    std::string_view room;
    std::span<const Migration> steps;
};

/// Brings the schema forward. Each step is one transaction together with the note that it was done, so that an
/// interrupted run goes on where it stood, and two programs that start at once do each step once. Errors: `unsupported`
/// when the database was made by a newer version, `corrupt` when a step was changed after it had been applied, and
/// those of `Database`.
Result<void> migrate(Database& database, std::span<const MigrationSet> sets, const Clock& clock);

/// The same checks, but nothing is changed: whether all steps are done.
Result<bool> is_migrated(Database& database, std::span<const MigrationSet> sets);

}  // namespace stratum::store
