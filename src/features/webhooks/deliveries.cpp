#include "deliveries.hpp"

#include "stratum/base/fields.hpp"

#include <array>

namespace stratum::webhooks {
namespace {

constexpr std::array<std::pair<DeliveryState, std::string_view>, 4> kStates{{{DeliveryState::waiting, "waiting"},
                                                                             {DeliveryState::delivered, "delivered"},
                                                                             {DeliveryState::retrying, "retrying"},
                                                                             {DeliveryState::failed, "failed"}}};

constexpr std::string_view kSelect =
    "SELECT workspace_id, id, webhook_id, event_id, event_name, body, urgent, state, attempts, status, answer, error, "
    "duration, created_at, last_try_at, next_try_at FROM webhook_deliveries WHERE workspace_id = $1 AND webhook_id = "
    "$2 ";

std::optional<std::string> text_at(const store::Row& row, std::size_t column) {
    return row.is_null(column) ? std::nullopt : std::optional{row.text(column)};
}
std::optional<Timestamp> time_at(const store::Row& row, std::size_t column) {
    const auto value = row.optional_integer(column);
    return value ? std::optional{Timestamp{*value}} : std::nullopt;
}
std::optional<std::int64_t> number(const std::optional<Timestamp>& time) {
    return time ? std::optional{time->milliseconds} : std::nullopt;
}

Delivery delivery_from(const store::Row& row) {
    Delivery out{.workspace = uuid_from(row.bytes(0)).value_or(Uuid{}),
                 .id = uuid_from(row.bytes(1)).value_or(Uuid{}),
                 .hook = uuid_from(row.bytes(2)).value_or(Uuid{}),
                 .event = uuid_from(row.bytes(3)),
                 .event_name = row.text(4),
                 .body = row.text(5),
                 .urgent = row.integer(6) != 0,
                 .attempts = static_cast<int>(row.integer(8)),
                 .answer = text_at(row, 10),
                 .error = text_at(row, 11),
                 .created_at = Timestamp{row.integer(13)},
                 .last_try_at = time_at(row, 14),
                 .next_try_at = time_at(row, 15)};
    (void)from_name(row.text(7), out.state);
    if (const auto status = row.optional_integer(9)) out.status = static_cast<int>(*status);
    if (const auto duration = row.optional_number(12)) out.duration = Seconds{*duration};
    return out;
}

Result<std::optional<Delivery>> first(store::Database& database, std::string_view rest,
                                      store::Database::Values values) {
    STRATUM_TRY(const auto row, database.query_one(std::string{kSelect} + std::string{rest}, values));
    return row ? std::optional{delivery_from(*row)} : std::nullopt;
}

}  // namespace

std::string_view name_of(DeliveryState state) { return find_name(kStates, state); }
bool from_name(std::string_view name, DeliveryState& out) { return find_name(kStates, name, out); }

Result<void> insert_delivery(store::Database& database, const Delivery& delivery) {
    std::optional<std::array<std::uint8_t, 16>> event;
    if (delivery.event) event = delivery.event->bytes;
    STRATUM_TRY_VOID(database.execute(
        "INSERT INTO webhook_deliveries (workspace_id, id, webhook_id, event_id, event_name, body, urgent, state, "
        "attempts, created_at, next_try_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        {delivery.workspace.bytes, delivery.id.bytes, delivery.hook.bytes, event, delivery.event_name, delivery.body,
         delivery.urgent ? 1 : 0, name_of(delivery.state), delivery.attempts, delivery.created_at.milliseconds,
         number(delivery.next_try_at)}));
    return {};
}

Result<void> update_delivery(store::Database& database, const Delivery& delivery) {
    std::optional<double> duration;
    if (delivery.duration) duration = delivery.duration->value();
    STRATUM_TRY_VOID(database.execute(
        "UPDATE webhook_deliveries SET urgent = $3, state = $4, attempts = $5, status = $6, answer = $7, error = $8, "
        "duration = $9, last_try_at = $10, next_try_at = $11 WHERE workspace_id = $1 AND id = $2",
        {delivery.workspace.bytes, delivery.id.bytes, delivery.urgent ? 1 : 0, name_of(delivery.state),
         delivery.attempts, delivery.status, delivery.answer, delivery.error, duration, number(delivery.last_try_at),
         number(delivery.next_try_at)}));
    return {};
}

Result<std::optional<Delivery>> find_delivery(store::Database& database, const Uuid& workspace, const Uuid& hook,
                                              const Uuid& id) {
    return first(database, "AND id = $3", {workspace.bytes, hook.bytes, id.bytes});
}

Result<std::vector<Delivery>> list_deliveries(store::Database& database, const Uuid& workspace, const Uuid& hook,
                                              std::optional<DeliveryState> state, std::optional<Uuid> before,
                                              std::size_t most) {
    Uuid last;
    last.bytes.fill(0xff);
    std::vector<Delivery> out;
    STRATUM_TRY_VOID(database.each(
        std::string{kSelect} + "AND id < $3 AND ($4 = '' OR state = $4) ORDER BY id DESC LIMIT $5",
        {workspace.bytes, hook.bytes, before.value_or(last).bytes, state ? name_of(*state) : std::string_view{}, most},
        [&](const store::Row& row) -> Result<void> {
            out.push_back(delivery_from(row));
            return {};
        }));
    return out;
}

Result<std::optional<Delivery>> next_due(store::Database& database, const Uuid& workspace, const Uuid& hook,
                                         Timestamp now) {
    return first(database,
                 "AND state IN ('waiting', 'retrying') AND next_try_at <= $3 ORDER BY urgent DESC, next_try_at, id "
                 "LIMIT 1",
                 {workspace.bytes, hook.bytes, now.milliseconds});
}

Result<std::optional<Timestamp>> due_at(store::Database& database, const Uuid& workspace, const Uuid& hook) {
    STRATUM_TRY(const auto row,
                database.query_one("SELECT min(next_try_at) FROM webhook_deliveries WHERE workspace_id = $1 AND "
                                   "webhook_id = $2 AND state IN ('waiting', 'retrying')",
                                   {workspace.bytes, hook.bytes}));
    return row ? time_at(*row, 0) : std::nullopt;
}

Result<void> prune_deliveries(store::Database& database, const Uuid& workspace, const Uuid& hook, Timestamp before) {
    STRATUM_TRY_VOID(
        database.execute("DELETE FROM webhook_deliveries WHERE workspace_id = $1 AND webhook_id = $2 AND created_at < "
                         "$3 AND state IN ('delivered', 'failed')",
                         {workspace.bytes, hook.bytes, before.milliseconds}));
    return {};
}

}  // namespace stratum::webhooks
