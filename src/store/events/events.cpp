#include "stratum/store/events/events.hpp"

#include "stratum/store/signal.hpp"

#include <array>

namespace stratum::store {
namespace {

// `told` grows with each event, also with those that are undone; it only sorts what gets its place at the same time:
// what was caused by a committed event was told after it.
constexpr std::string_view kNumbered = R"(
CREATE TABLE events (
    told INTEGER PRIMARY KEY AUTOINCREMENT,
    position BIGINT UNIQUE,
    id BYTEA NOT NULL,
    workspace_id BYTEA NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    payload TEXT NOT NULL,
    actor TEXT NOT NULL,
    created_at BIGINT NOT NULL);
)";
constexpr std::string_view kNumberedPostgresql = R"(
CREATE TABLE events (
    told BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    position BIGINT UNIQUE,
    id BYTEA NOT NULL,
    workspace_id BYTEA NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    payload TEXT NOT NULL,
    actor TEXT NOT NULL,
    created_at BIGINT NOT NULL);
)";

constexpr std::string_view kPlaces = R"(
CREATE INDEX events_unnumbered ON events (told) WHERE position IS NULL;
CREATE INDEX events_of_workspace ON events (workspace_id, position);

CREATE TABLE event_counter (
    id BIGINT NOT NULL PRIMARY KEY,
    last_position BIGINT NOT NULL,
    forgotten_until BIGINT NOT NULL);
INSERT INTO event_counter VALUES (1, 0, 0);

CREATE TABLE event_subscribers (
    name TEXT NOT NULL PRIMARY KEY,
    position BIGINT NOT NULL);
)";

constexpr std::array kSteps{
    Migration{1, "events", kNumbered, kNumberedPostgresql},
    Migration{2, "places of events and subscribers", kPlaces},
};

constexpr std::string_view kColumns =
    "SELECT position, id, workspace_id, kind, subject, payload, actor, created_at FROM events ";

Result<StoredEvent> event_from(const Row& row) {
    const auto id = uuid_from(row.bytes(1));
    const auto workspace = uuid_from(row.bytes(2));
    if (!id || !workspace)
        return error(ErrorCode::corrupt, "an event's row holds no id where one should be",
                     "restore the database from a backup");
    return StoredEvent{.position = row.integer(0),
                       .id = *id,
                       .time = {row.integer(7)},
                       .event = {.workspace = *workspace,
                                 .kind = row.text(3),
                                 .subject = row.text(4),
                                 .payload = row.text(5),
                                 .actor = row.text(6)}};
}

Result<std::vector<StoredEvent>> read(Database& database, std::string_view rest, Database::Values values) {
    std::vector<StoredEvent> events;
    STRATUM_TRY_VOID(
        database.each(std::string{kColumns} + std::string{rest}, values, [&](const Row& row) -> Result<void> {
            STRATUM_TRY(auto event, event_from(row));
            events.push_back(std::move(event));
            return {};
        }));
    return events;
}

Result<std::int64_t> counter(Database& database, std::string_view column) {
    STRATUM_TRY(const auto row,
                database.query_one("SELECT " + std::string{column} + " FROM event_counter WHERE id = 1"));
    return row ? row->integer(0) : 0;
}

}  // namespace

MigrationSet events_schema() { return {"events", kSteps}; }

Result<Uuid> append_event(Database& database, IdSource& ids, const Event& event, Timestamp now) {
    const Uuid id = ids.next();
    STRATUM_TRY_VOID(database.execute(
        "INSERT INTO events (id, workspace_id, kind, subject, payload, actor, created_at) VALUES ($1, $2, $3, $4, $5, "
        "$6, $7)",
        {id.bytes, event.workspace.bytes, event.kind, event.subject, event.payload, event.actor, now.milliseconds}));
    STRATUM_TRY_VOID(announce(database, kEventsChannel));
    return id;
}

Result<std::int64_t> number_events(Database& database, std::size_t most) {
    // The lock comes first, in a statement of its own: the next one then sees all that was committed before.
    STRATUM_TRY_VOID(database.execute("UPDATE event_counter SET last_position = last_position WHERE id = 1"));
    STRATUM_TRY(
        const std::int64_t numbered,
        database.execute(
            "WITH fresh AS MATERIALIZED (SELECT told AS t, row_number() OVER (ORDER BY told) AS n FROM (SELECT told"
            " FROM events WHERE position IS NULL ORDER BY told LIMIT $1) AS oldest)"
            " UPDATE events SET position = n + (SELECT last_position FROM event_counter WHERE id = 1)"
            " FROM fresh WHERE told = t",
            {most}));
    STRATUM_TRY_VOID(
        database.execute("UPDATE event_counter SET last_position = last_position + $1 WHERE id = 1", {numbered}));
    return numbered;
}

Result<bool> any_event_unnumbered(Database& database) {
    STRATUM_TRY(const auto row,
                database.query_one("SELECT 1 WHERE EXISTS (SELECT 1 FROM events WHERE position IS NULL)"));
    return row.has_value();
}

Result<std::vector<StoredEvent>> read_events(Database& database, std::int64_t after, std::size_t most) {
    return read(database, "WHERE position > $1 ORDER BY position LIMIT $2", {after, most});
}

Result<std::vector<StoredEvent>> read_events_of(Database& database, const Uuid& workspace, std::int64_t after,
                                                std::size_t most) {
    return read(database, "WHERE workspace_id = $1 AND position > $2 ORDER BY position LIMIT $3",
                {workspace.bytes, after, most});
}

Result<std::int64_t> last_position(Database& database) { return counter(database, "last_position"); }
Result<std::int64_t> forgotten_until(Database& database) { return counter(database, "forgotten_until"); }

Result<std::optional<Uuid>> newest_event_of(Database& database, const Uuid& workspace) {
    STRATUM_TRY(const auto newest, database.query_one("SELECT id FROM events WHERE workspace_id = $1 AND position IS "
                                                      "NOT NULL ORDER BY position DESC LIMIT 1",
                                                      {workspace.bytes}));
    return newest ? uuid_from(newest->bytes(0)) : std::optional<Uuid>{};
}

Result<void> forget_actor(Database& database, const std::string& actor) {
    STRATUM_TRY_VOID(database.execute("UPDATE events SET actor = '' WHERE actor = $1", {actor}));
    return {};
}

Result<std::int64_t> prune_events(Database& database, Timestamp before, std::size_t most) {
    // Oldest first and without a hole, so that one number says what is forgotten.
    STRATUM_TRY(const auto row,
                database.query_one(
                    "SELECT max(position) FROM (SELECT position, created_at FROM events WHERE position IS NOT NULL"
                    " AND position <= coalesce((SELECT min(position) FROM event_subscribers), position)"
                    " AND position < coalesce((SELECT min(position) FROM events WHERE position IS NOT NULL AND "
                    "created_at >= $1),"
                    " position + 1) ORDER BY position LIMIT $2) AS old",
                    {before.milliseconds, most}));
    if (!row || row->is_null(0)) return 0;
    STRATUM_TRY_VOID(database.execute("UPDATE event_counter SET forgotten_until = $1 WHERE id = 1", {row->integer(0)}));
    return database.execute("DELETE FROM events WHERE position <= $1", {row->integer(0)});
}

}  // namespace stratum::store
