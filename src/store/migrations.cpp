#include "stratum/store/migrations.hpp"

#include "stratum/base/text.hpp"

#include <algorithm>
#include <map>
#include <string>

namespace stratum::store {
namespace {

constexpr std::string_view kTable = R"(
CREATE TABLE IF NOT EXISTS schema_migrations (
    room TEXT NOT NULL, version BIGINT NOT NULL, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at TEXT NOT NULL,
    PRIMARY KEY (room, version)))";

std::string_view text_of(const Migration& step, const Database& database) {
    return database.engine() == Engine::postgresql && !step.postgresql.empty() ? step.postgresql : step.sql;
}

/// FNV-1a, 64 bits. It finds a step that somebody edited; nobody gains by forging one.
std::string checksum_of(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char c : text) hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001b3ULL;
    std::array<std::uint8_t, 8> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(hash >> (56U - 8U * i));
    return to_hex(bytes);
}

/// Compares what was applied in one room with what we know; returns how many steps are done.
Result<std::size_t> steps_done(Database& database, const MigrationSet& set) {
    STRATUM_TRY(
        const auto rows,
        database.query("SELECT version, checksum FROM schema_migrations WHERE room = $1 ORDER BY version", {set.room}));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i >= set.steps.size())
            return error(ErrorCode::unsupported,
                         "the library was made by a newer version of Stratum (" + std::string{set.room} + " schema " +
                             std::to_string(rows.back().integer(0)) + ", this program knows " +
                             std::to_string(set.steps.size()) + ")",
                         "update Stratum, or choose another folder with --library");
        const Migration& step = set.steps[i];
        if (rows[i].integer(0) != step.version || rows[i].text(1) != checksum_of(text_of(step, database)))
            return error(
                ErrorCode::corrupt,
                "step " + std::to_string(rows[i].integer(0)) + " of the " + std::string{set.room} +
                    " schema is not the one this program knows",
                "the library was made by another build of Stratum; use that one, or choose another folder with "
                "--library");
    }
    return rows.size();
}

/// Keeps other programs from migrating the same database until it goes. SQLite needs none of it: its transactions do.
class MigrationLock {
  public:
    static Result<MigrationLock> take(Database& database) {
        if (database.engine() == Engine::sqlite) return MigrationLock{nullptr};
        // Two keys, so that they meet no other lock: the schema that tables are made in, and a number of our own.
        STRATUM_TRY_VOID(database.query("SELECT pg_advisory_lock(hashtext(current_schema()), 1937011301)"));
        return MigrationLock{&database};
    }
    ~MigrationLock() {
        if (database_ != nullptr)
            (void)database_->query("SELECT pg_advisory_unlock(hashtext(current_schema()), 1937011301)");
    }
    MigrationLock(MigrationLock&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
    MigrationLock& operator=(MigrationLock&&) = delete;

  private:
    explicit MigrationLock(Database* database) : database_(database) {}
    Database* database_;
};

}  // namespace

Result<void> migrate(Database& database, std::span<const MigrationSet> sets, const Clock& clock) {
    STRATUM_TRY(const auto lock, MigrationLock::take(database));
    STRATUM_TRY_VOID(database.execute(kTable));
    for (const MigrationSet& set : sets) {
        STRATUM_TRY(std::size_t done, steps_done(database, set));
        while (done < set.steps.size()) {
            STRATUM_TRY(auto transaction, Transaction::begin(database));
            // Somebody else may have done it while we waited for the lock.
            STRATUM_TRY(done, steps_done(database, set));
            if (done == set.steps.size()) break;
            const Migration& step = set.steps[done];
            STRATUM_CHECK(step.version == static_cast<int>(done) + 1);
            const auto applied = database.script(text_of(step, database));
            if (!applied)
                return applied.error().within("cannot bring the library to " + std::string{set.room} + " schema " +
                                              std::to_string(step.version) + " (" + std::string{step.name} + ")");
            STRATUM_TRY_VOID(database.execute(
                "INSERT INTO schema_migrations (room, version, name, checksum, applied_at) VALUES ($1, $2, $3, $4, $5)",
                {set.room, step.version, step.name, checksum_of(text_of(step, database)), to_rfc3339(clock.now())}));
            STRATUM_TRY_VOID(transaction.commit());
            ++done;
        }
    }
    return {};
}

Result<bool> is_migrated(Database& database, std::span<const MigrationSet> sets) {
    for (const MigrationSet& set : sets) {
        STRATUM_TRY(const std::size_t done, steps_done(database, set));
        if (done < set.steps.size()) return false;
    }
    return true;
}

}  // namespace stratum::store
