#pragma once

#include "stratum/store/events/events.hpp"
#include "stratum/store/pool.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string>

/// Subscribers whose place is kept in the database: they get every event, in order, at least once, also what was told
/// while they were not running.
namespace stratum::store {

struct Subscriber {
    std::string name;  ///< Under which its place is kept: "webhooks".
    /// Runs in the transaction that moves the place forward: what it writes there happens exactly once for each event.
    /// An error leaves the place where it was, and the same events come again. It holds up all writers of SQLite, so
    /// what takes long or goes outside is enqueued here as a job. On PostgreSQL the
    /// transaction is READ COMMITTED: lock the rows whose values you build on.
    std::function<Result<void>(Database& database, std::span<const StoredEvent> events)> handle;
    std::size_t batch = 100;
    std::function<void()>
        committed{};  ///< After each batch that was handled and committed: wakes whoever waits for it.
};

/// Makes the subscriber known, so that from now on nothing is forgotten that it has not had. It starts at the next
/// event that is told, or where it stands when it is known already.
Result<void> add_subscriber(Database& database, const std::string& name);
/// Errors: `not_found`.
Result<void> remove_subscriber(Database& database, const std::string& name);
/// How far it is. Nothing when nobody has that name.
Result<std::optional<std::int64_t>> subscriber_position(Database& database, const std::string& name);

/// Hands over the next batch, if there is one; returns how many events that were. Of several processes that do this for
/// the same name, one works and the others wait for it. Errors: `not_found` for an unknown name; those of the handler.
Result<std::size_t> deliver_batch(Pool& pool, const Subscriber& subscriber);

}  // namespace stratum::store
