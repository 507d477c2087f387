#pragma once

#include "stratum/base/clock.hpp"
#include "stratum/base/ids.hpp"
#include "stratum/base/units.hpp"
#include "stratum/store/database.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The rows of what is sent: each message to each webhook, kept as a log for 30 days. All of it runs in the caller's
/// transaction. Errors: those of `Database`.
namespace stratum::webhooks {

enum class DeliveryState : std::uint8_t {
    waiting,    ///< Not tried yet.
    delivered,  ///< Answered with a 2xx.
    retrying,   ///< Failed, and will be tried again.
    failed,     ///< For good, unless somebody replays it.
};
[[nodiscard]] std::string_view name_of(DeliveryState state);
[[nodiscard]] bool from_name(std::string_view name, DeliveryState& out);

struct Delivery {
    Uuid workspace;
    Uuid id;  ///< The `webhook-id` of the message, the same each time it is sent.
    Uuid hook;
    std::optional<Uuid> event{};  ///< None for a test.
    std::string event_name;
    std::string body;     ///< JSON, as it is sent.
    bool urgent = false;  ///< A person waits for it: tests and replays go first.
    DeliveryState state = DeliveryState::waiting;
    int attempts = 0;
    std::optional<int> status{};
    std::optional<std::string> answer{};
    std::optional<std::string> error{};
    std::optional<Seconds> duration{};
    Timestamp created_at{};
    std::optional<Timestamp> last_try_at{};
    std::optional<Timestamp> next_try_at{};  ///< While it waits or is retried.
};

[[nodiscard]] Result<void> insert_delivery(store::Database& database, const Delivery& delivery);
/// What sending changes: urgency, state, attempts, and all that says how it went.
[[nodiscard]] Result<void> update_delivery(store::Database& database, const Delivery& delivery);
[[nodiscard]] Result<std::optional<Delivery>> find_delivery(store::Database& database, const Uuid& workspace,
                                                            const Uuid& hook, const Uuid& id);
/// Newest first; those older than `before`, if given.
[[nodiscard]] Result<std::vector<Delivery>> list_deliveries(store::Database& database, const Uuid& workspace,
                                                            const Uuid& hook, std::optional<DeliveryState> state,
                                                            std::optional<Uuid> before, std::size_t most);
/// The one that should go out next, if one is due.
[[nodiscard]] Result<std::optional<Delivery>> next_due(store::Database& database, const Uuid& workspace,
                                                       const Uuid& hook, Timestamp now);
/// When the next one is due; nothing when none waits.
[[nodiscard]] Result<std::optional<Timestamp>> due_at(store::Database& database, const Uuid& workspace,
                                                      const Uuid& hook);
/// Forgets what ended and was made before `before`.
[[nodiscard]] Result<void> prune_deliveries(store::Database& database, const Uuid& workspace, const Uuid& hook,
                                            Timestamp before);

}  // namespace stratum::webhooks
