#pragma once

#include "stratum/base/result.hpp"
#include "stratum/base/units.hpp"
#include "stratum/store/database.hpp"

#include <memory>
#include <string>

namespace stratum::store {

enum class Access : std::uint8_t { write, read };

struct SqliteOptions {
    std::string path;               ///< A file, or ":memory:".
    Access access = Access::write;  ///< `read` also works in folders that may not be written, and makes no file.
    /// Whether a commit waits until it is on the disk, so that not even a power cut takes it back.
    bool lasting_commits = false;
    Seconds patience{10.0};  ///< How long a lock held by others is waited for before `busy`.
};

/// Opens the database file, or makes it. Write-ahead log, foreign keys checked. What was committed survives the death
/// of the program at any moment, and a power cut costs at most the last commits, or none, never the file. Errors: those
/// of `Database`; `not_found` when it is only to be read and not there.
[[nodiscard]] Result<std::unique_ptr<Database>> open_sqlite(const SqliteOptions& options);

/// The version of the SQLite library that runs.
[[nodiscard]] std::string sqlite_version();

}  // namespace stratum::store
