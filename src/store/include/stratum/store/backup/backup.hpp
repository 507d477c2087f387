#pragma once

#include "stratum/base/clock.hpp"
#include "stratum/base/result.hpp"
#include "stratum/store/blobs/blobs.hpp"
#include "stratum/store/database.hpp"
#include "stratum/store/migrations.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

/// A whole library in one file: every row of every table as it was at one moment, and the blobs. The file knows no
/// engine, so that what was kept from SQLite can be brought back into PostgreSQL and the other way round.
namespace stratum::store {

struct RoomVersion {
    std::string room;
    std::int64_t version = 0;
    friend bool operator==(const RoomVersion&, const RoomVersion&) = default;
};
template <class V>
void describe(V& v, RoomVersion& x) {
    v.field("room", x.room);
    v.field("version", x.version);
}

struct BackupFacts {
    std::string program;  ///< Version of the program that made it.
    Timestamp made_at;
    std::string engine;
    std::vector<RoomVersion> schema;
    std::int64_t tables = 0;
    std::int64_t rows = 0;
    std::int64_t blobs = 0;
    std::int64_t bytes = 0;  ///< Of the file.
};

struct BackupOptions {
    std::string program;           ///< Version of this program.
    Blobs* blobs = nullptr;        ///< Kept as well, when there are any.
    std::string scratch = "/tmp";  ///< Where a backup of an older schema is brought forward.
    std::stop_token stop{};
    /// Before a restore takes away what is there, when nobody can change it any more: on another connection everything
    /// that was ever committed can be read then. May be called again, when another program was in the way.
    std::function<Result<void>()> before_replacing{};
};

/// Keeps all that `database` holds, in a file that appears under its name when it is whole; `path` is replaced then.
/// Others may go on reading and writing meanwhile: what they commit after the beginning is not in it. Rows are held in
/// memory a megabyte at a time. Errors: those of `Database` and `Blobs`, `no_space`, `cancelled`, and as `file_error`.
Result<BackupFacts> write_backup(Database& database, const std::string& path, const Clock& clock,
                                 const BackupOptions& options);

/// Reads the file to its end. Errors: `corrupt` where it is not what was written.
Result<BackupFacts> check_backup(const std::string& path, std::stop_token stop = {});

/// What a restore does where something is already.
enum class Replace : std::uint8_t { no, yes };

/// Brings back what a backup holds. The file is read to its end before anything is touched; blobs come first, then all
/// rows in one transaction, so that whoever reads meanwhile sees what was there or what comes, and a failure leaves
/// what was there. A backup of an older schema is brought forward. Positions of events never go back. Errors:
/// `already_exists` when there is something and it is not to be replaced, `unsupported` for a backup made by a newer
/// program, `corrupt`, `busy`, and those of `Database` and `Blobs`.
///
/// `sets` are all that the program knows, in the order in which they are applied.
Result<BackupFacts> restore_backup(const std::string& path, Database& database, std::span<const MigrationSet> sets,
                                   const Clock& clock, Replace replace, const BackupOptions& options);

/// Whether anything was ever kept in this database.
[[nodiscard]] Result<bool> is_unused(Database& database);

/// Whether bringing the schema forward would change tables that hold something. New rooms only add tables.
[[nodiscard]] Result<bool> would_change(Database& database, std::span<const MigrationSet> sets);

/// Brings the schema forward, and keeps a backup of the rows before, as `folder`/"before-upgrade-TIME.stratum-backup",
/// where that would change tables that hold something; returns its path, else nothing. Errors: `invalid_argument` when
/// a backup is needed and `folder` is empty, those of `migrate` and `write_backup`; without the backup nothing changes.
Result<std::optional<std::string>> upgrade(Database& database, std::span<const MigrationSet> sets, const Clock& clock,
                                           const std::string& folder);

/// A path in `folder` that nothing has yet: "library-20261122T101500Z.stratum-backup" for "library", so that names
/// sorted are times sorted; a second one of that second ends in "Z-2".
[[nodiscard]] std::string backup_path(const std::string& folder, std::string_view what, Timestamp now);

}  // namespace stratum::store
