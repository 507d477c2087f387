#include "stratum/store/events/subscribers.hpp"

namespace stratum::store {
namespace {

Error unknown(const std::string& name) {
    return error(ErrorCode::not_found, "no subscriber of events is named '" + name + "'");
}

}  // namespace

Result<void> add_subscriber(Database& database, const std::string& name) {
    STRATUM_TRY_VOID(
        database.execute("INSERT INTO event_subscribers (name, position) SELECT CAST($1 AS TEXT), last_position"
                         " FROM event_counter WHERE id = 1 ON CONFLICT (name) DO NOTHING",
                         {name}));
    return {};
}

Result<void> remove_subscriber(Database& database, const std::string& name) {
    STRATUM_TRY(const auto removed, database.execute("DELETE FROM event_subscribers WHERE name = $1", {name}));
    if (removed == 0) return unknown(name);
    return {};
}

Result<std::optional<std::int64_t>> subscriber_position(Database& database, const std::string& name) {
    STRATUM_TRY(const auto row, database.query_one("SELECT position FROM event_subscribers WHERE name = $1", {name}));
    return row ? std::optional{row->integer(0)} : std::nullopt;
}

Result<std::size_t> deliver_batch(Pool& pool, const Subscriber& subscriber) {
    auto delivered = in_transaction(
        pool,
        [&](Database& database) -> Result<std::size_t> {
            // Locks the place, and with it the others who would move it.
            STRATUM_TRY(const auto place, database.query_one("UPDATE event_subscribers SET position = position"
                                                             " WHERE name = $1 RETURNING position",
                                                             {subscriber.name}));
            if (!place) return unknown(subscriber.name);
            STRATUM_TRY(const auto events, read_events(database, place->integer(0), subscriber.batch));
            if (events.empty()) return std::size_t{0};
            STRATUM_TRY_VOID(subscriber.handle(database, events));
            STRATUM_TRY_VOID(database.execute("UPDATE event_subscribers SET position = $2 WHERE name = $1",
                                              {subscriber.name, events.back().position}));
            return events.size();
        },
        {.intent = Transaction::Intent::queue});
    if (delivered && *delivered > 0 && subscriber.committed) subscriber.committed();
    return delivered;
}

}  // namespace stratum::store
