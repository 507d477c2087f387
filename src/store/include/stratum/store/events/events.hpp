#pragma once

#include "stratum/base/clock.hpp"
#include "stratum/base/ids.hpp"
#include "stratum/store/database.hpp"
#include "stratum/store/migrations.hpp"

#include <cstdint>
#include <string>
#include <vector>

/// What happened, told in the transaction that made it happen (an outbox), and read in one order by everybody.
///
/// Numbers that are given out while transactions run are no order to read by: on PostgreSQL a later one may commit
/// first, and who has read up to it never sees the earlier. So an event is written without a place, and gets one, the
/// next after the last, when it has been committed: `number_events` gives places to all that it can see, one caller at
/// a time (it locks the counter's row). Places have no gaps, come in an order that respects cause and effect, and no
/// place appears below one that could be seen before. They survive a backup, as identifiers of transactions would not.
namespace stratum::store {

[[nodiscard]] MigrationSet events_schema();

/// Where PostgreSQL announces events; see `signal.hpp`.
inline constexpr const char* kEventsChannel = "stratum_events";

struct Event {
    Uuid workspace;
    std::string kind;     ///< What happened: "track.changed".
    std::string subject;  ///< To what: an id as text.
    std::string payload;  ///< JSON of the kind's schema.
    std::string actor;    ///< Who did it, as the audit log names them.
};

struct StoredEvent {
    std::int64_t position = 0;  ///< 1, 2, 3, ... within the database.
    Uuid id;
    Timestamp time;
    Event event;
};

/// Tells `event` if and when the caller's transaction commits. Errors: those of `Database`.
Result<Uuid> append_event(Database& database, IdSource& ids, const Event& event, Timestamp now);

/// Gives places to at most `most` committed events that have none; returns how many. Its own transaction must be new,
/// of `Transaction::Intent::queue`, so that it sees all that others committed before it got the lock.
Result<std::int64_t> number_events(Database& database, std::size_t most = 1000);
/// Whether any event waits for a place. Reads only.
Result<bool> any_event_unnumbered(Database& database);

/// Those after the place `after`, in order.
Result<std::vector<StoredEvent>> read_events(Database& database, std::int64_t after, std::size_t most);
/// The same for one workspace.
Result<std::vector<StoredEvent>> read_events_of(Database& database, const Uuid& workspace, std::int64_t after,
                                                std::size_t most);
/// Who reads from here on sees what is told from now on.
Result<std::int64_t> last_position(Database& database);
/// The newest event of a workspace that has its place: what is told there from now on comes after it. Nothing before
/// the first, or when none is kept any more.
Result<std::optional<Uuid>> newest_event_of(Database& database, const Uuid& workspace);
/// The place before the oldest event that is kept. Who stands below it has missed something.
Result<std::int64_t> forgotten_until(Database& database);

/// Nothing says any more that this actor did what is told.
Result<void> forget_actor(Database& database, const std::string& actor);

/// Forgets events older than `before` that all stored subscribers have had; returns how many, at most `most`.
Result<std::int64_t> prune_events(Database& database, Timestamp before, std::size_t most);

}  // namespace stratum::store
