#include "backup/contents.hpp"
#include "backup/tables.hpp"
#include "stratum/base/os/temp.hpp"
#include "stratum/store/sqlite.hpp"

#include <algorithm>
#include <ranges>

namespace stratum::store {
namespace {

constexpr int kAttempts = 5;

Error newer(std::string_view what) {
    return error(ErrorCode::unsupported,
                 "the backup was made by a newer version of Stratum (" + std::string{what} + ")",
                 "update Stratum and try again");
}

/// The steps that the backup's program had taken.
Result<std::vector<MigrationSet>> steps_of(std::span<const MigrationSet> sets, const std::vector<RoomVersion>& schema) {
    std::vector<MigrationSet> then;
    for (const auto& set : sets) {
        const auto room = std::ranges::find(schema, set.room, &RoomVersion::room);
        const auto count = room == schema.end() ? 0 : std::max<std::int64_t>(0, room->version);
        if (count > static_cast<std::int64_t>(set.steps.size()))
            return newer(std::string{set.room} + " schema " + std::to_string(count));
        then.push_back({set.room, set.steps.first(static_cast<std::size_t>(count))});
    }
    for (const auto& room : schema)
        if (std::ranges::find(sets, room.room, &MigrationSet::room) == sets.end())
            return newer("it knows " + room.room);
    return then;
}

std::vector<RoomVersion> versions(std::span<const MigrationSet> sets) {
    std::vector<RoomVersion> all;
    for (const auto& set : sets)
        if (!set.steps.empty()) all.push_back({std::string{set.room}, static_cast<std::int64_t>(set.steps.size())});
    std::ranges::sort(all, {}, &RoomVersion::room);
    return all;
}

/// Puts rows into the tables of one database; columns are looked up by name.
class Inserts {
  public:
    Inserts(Database& database, const std::vector<Table>& tables) : database_(database), tables_(tables) {}

    Result<void> choose(const ArchiveTable& table) {
        const auto known = std::ranges::find(tables_, table.name, &Table::name);
        const auto strange = [&](const std::string& column) {
            return std::ranges::find(known->columns, column) == known->columns.end();
        };
        if (known == tables_.end() || std::ranges::any_of(table.columns, strange))
            return error(ErrorCode::corrupt, "the backup holds a table that its schema does not have: " + table.name,
                         "take an older backup");
        std::string places;
        for (std::size_t i = 1; i <= table.columns.size(); ++i)
            places += (places.empty() ? "$" : ", $") + std::to_string(i);
        const bool sqlite = database_.engine() == Engine::sqlite;
        sql_ = "INSERT INTO " + quoted_identifier(table.name) + " (" + list_of(table.columns) + ")" +
               (sqlite ? "" : " OVERRIDING SYSTEM VALUE") + " VALUES (" + places + ")";
        return {};
    }
    Result<void> add(const std::vector<Value>& values) {
        STRATUM_TRY_VOID(database_.run(sql_, values, nullptr));
        return {};
    }

  private:
    Database& database_;
    const std::vector<Table>& tables_;
    std::string sql_;
};

/// What was told to subscribers has its number, and no other event may get it.
Result<void> keep_positions(Database& database, std::int64_t position) {
    STRATUM_TRY_VOID(database.execute(
        "UPDATE event_counter SET last_position = CASE WHEN last_position < $1 THEN $1 ELSE last_position END"
        " WHERE id = 1",
        {position}));
    return {};
}

/// All rows of the backup instead of all that were there, or nothing.
Result<void> load(const std::string& path, Database& database, const BackupOptions& options) {
    // On PostgreSQL others wait at the locks, and may read; SQLite has one writer anyway.
    STRATUM_TRY(auto transaction, Transaction::begin(database, Transaction::Intent::queue));
    STRATUM_TRY(const auto tables, tables_of(database));
    if (database.engine() == Engine::postgresql) {
        std::vector<std::string> names;
        for (const auto& table : tables) names.push_back(table.name);
        STRATUM_TRY_VOID(database.script("LOCK TABLE " + list_of(names) + " IN EXCLUSIVE MODE"));
    }
    std::optional<std::int64_t> position;
    if (std::ranges::find(tables, "event_counter", &Table::name) != tables.end()) {
        STRATUM_TRY(const auto row, database.query_one("SELECT last_position FROM event_counter WHERE id = 1"));
        if (row) position = row->integer(0);
    }
    if (options.before_replacing) STRATUM_TRY_VOID(options.before_replacing());
    for (const Table& table : tables | std::views::reverse)
        STRATUM_TRY_VOID(database.execute("DELETE FROM " + quoted_identifier(table.name)));
    Inserts inserts{database, tables};
    STRATUM_TRY(auto archive, ArchiveReader::open(path));
    STRATUM_TRY_VOID(walk(archive,
                          {.table = [&](const ArchiveTable& table) { return inserts.choose(table); },
                           .row = [&](const std::vector<Value>& values) { return inserts.add(values); }},
                          options.stop));
    STRATUM_TRY_VOID(settle(database));
    if (position) STRATUM_TRY_VOID(keep_positions(database, *position));
    return transaction.commit();
}

Result<void> load_patiently(const std::string& path, Database& database, const BackupOptions& options) {
    for (int attempt = 1;; ++attempt) {
        auto loaded = load(path, database, options);
        if (loaded || loaded.error().code != ErrorCode::busy || attempt == kAttempts) return loaded;
    }
}

Result<void> keep_blobs(const std::string& path, const BackupOptions& options) {
    STRATUM_TRY(auto archive, ArchiveReader::open(path));
    STRATUM_TRY_VOID(walk(archive, {.blob = [&](const ArchiveBlob& blob, const Blobs::Source& bytes) -> Result<void> {
                              STRATUM_CHECK(options.blobs != nullptr);
                              STRATUM_TRY(const auto kept, options.blobs->put(bytes, options.stop));
                              if (crypto::to_hex(kept.id) == blob.id) return {};
                              return error(
                                  ErrorCode::corrupt,
                                  "the backup is damaged: blob " + blob.id + " has other bytes than its name says",
                                  "take an older backup");
                          }},
                          options.stop));
    return {};
}

/// An older backup is brought forward in a database of its own, and from there into the one that is in use.
Result<void> load_by_detour(const std::string& path, Database& database, std::span<const MigrationSet> then,
                            std::span<const MigrationSet> sets, const Clock& clock, const BackupOptions& options) {
    STRATUM_TRY(const auto folder, os::TempFolder::make(options.scratch));
    STRATUM_TRY(const auto between, open_sqlite({.path = folder / "between.db"}));
    STRATUM_TRY_VOID(migrate(*between, then, clock));
    BackupOptions rows_only = options;
    rows_only.blobs = nullptr;
    rows_only.before_replacing = nullptr;
    STRATUM_TRY_VOID(load(path, *between, rows_only));
    STRATUM_TRY_VOID(migrate(*between, sets, clock));
    STRATUM_TRY_VOID(write_backup(*between, folder / "forward", clock, rows_only));
    STRATUM_TRY_VOID(migrate(database, sets, clock));
    return load_patiently(folder / "forward", database, options);
}

}  // namespace

Result<bool> is_unused(Database& database) {
    STRATUM_TRY(const auto schema, schema_of(database));
    return schema.empty();
}

Result<BackupFacts> restore_backup(const std::string& path, Database& database, std::span<const MigrationSet> sets,
                                   const Clock& clock, Replace replace, const BackupOptions& options) {
    STRATUM_TRY(auto facts, check_backup(path, options.stop));
    STRATUM_TRY(const auto then, steps_of(sets, facts.schema));
    STRATUM_TRY(const bool unused, is_unused(database));
    if (!unused && replace == Replace::no)
        return error(ErrorCode::already_exists, "there is a library already",
                     "choose another place with --library, or put the backup in its place with --replace");
    if (facts.blobs > 0 && options.blobs == nullptr)
        return error(
            ErrorCode::invalid_argument,
            "the backup holds " + std::to_string(facts.blobs) + " uploaded files, and there is no place for them",
            "say where they go: blobs.folder, or blobs.s3_endpoint and what belongs to it");
    STRATUM_TRY_VOID(keep_blobs(path, options));
    if (unused) {
        BackupOptions nothing_to_keep = options;
        nothing_to_keep.before_replacing = nullptr;
        STRATUM_TRY_VOID(migrate(database, then, clock));
        STRATUM_TRY_VOID(load(path, database, nothing_to_keep));
        STRATUM_TRY_VOID(migrate(database, sets, clock));
    } else if (facts.schema == versions(sets)) {
        STRATUM_TRY_VOID(migrate(database, sets, clock));
        STRATUM_TRY_VOID(load_patiently(path, database, options));
    } else {
        STRATUM_TRY_VOID(load_by_detour(path, database, then, sets, clock, options));
    }
    return facts;
}

}  // namespace stratum::store
