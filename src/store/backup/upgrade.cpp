#include "backup/contents.hpp"
#include "stratum/base/os/files.hpp"

#include <algorithm>

namespace stratum::store {

std::string backup_path(const std::string& folder, std::string_view what, Timestamp now) {
    std::string time = to_rfc3339(now).substr(0, 19) + "Z";
    std::erase_if(time, [](char c) { return c == '-' || c == ':'; });
    const std::string stem = join_path(folder, std::string{what} + "-" + time);
    std::string path = stem + ".stratum-backup";
    for (int i = 2; exists(path); ++i) path = stem + "-" + std::to_string(i) + ".stratum-backup";
    return path;
}

Result<bool> would_change(Database& database, std::span<const MigrationSet> sets) {
    STRATUM_TRY(const auto schema, schema_of(database));
    return std::ranges::any_of(sets, [&](const MigrationSet& set) {
        const auto room = std::ranges::find(schema, set.room, &RoomVersion::room);
        return room != schema.end() && room->version < static_cast<std::int64_t>(set.steps.size());
    });
}

Result<std::optional<std::string>> upgrade(Database& database, std::span<const MigrationSet> sets, const Clock& clock,
                                           const std::string& folder) {
    std::optional<std::string> backup;
    STRATUM_TRY(const bool changes, would_change(database, sets));
    if (changes) {
        if (folder.empty())
            return error(
                ErrorCode::invalid_argument,
                "the library was made by an older version of Stratum, and there is no place for a backup of it",
                "set backup.folder to a folder, or run with STRATUM_BACKUP_FOLDER=FOLDER");
        STRATUM_TRY_VOID(make_lasting_folders(folder));
        backup = backup_path(folder, "before-upgrade", clock.now());
        const auto kept = write_backup(database, *backup, clock, {});
        if (!kept) return kept.error().within("the library must be brought forward, and the backup before that failed");
    }
    STRATUM_TRY_VOID(migrate(database, sets, clock));
    return backup;
}

}  // namespace stratum::store
