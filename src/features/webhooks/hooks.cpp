#include "hooks.hpp"

#include "signature.hpp"
#include "stratum/account/audit.hpp"
#include "stratum/base/text.hpp"
#include "stratum/store/events/events.hpp"

#include <algorithm>

namespace stratum::webhooks {
namespace {

constexpr std::string_view kSelect =
    "SELECT workspace_id, id, url, description, events, enabled, disabled_reason, secret, old_secret, old_until, "
    "version, created_at, last_delivery_at, last_state, failures, failing_since, not_before, send_job FROM webhooks ";

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

std::string lines_of(const std::vector<std::string>& parts) {
    std::string out;
    for (const auto& part : parts) out += (out.empty() ? "" : "\n") + part;
    return out;
}

Hook hook_from(const store::Row& row) {
    Hook hook{.workspace = uuid_from(row.bytes(0)).value_or(Uuid{}),
              .id = uuid_from(row.bytes(1)).value_or(Uuid{}),
              .url = row.text(2),
              .description = text_at(row, 3),
              .enabled = row.integer(5) != 0,
              .disabled_reason = text_at(row, 6),
              .secret = row.bytes(7),
              .old_secret = row.bytes(8),
              .old_until = time_at(row, 9),
              .version = row.integer(10),
              .created_at = Timestamp{row.integer(11)},
              .last_delivery_at = time_at(row, 12),
              .failures = static_cast<int>(row.integer(14)),
              .failing_since = time_at(row, 15),
              .not_before = Timestamp{row.integer(16)},
              .send_job = uuid_from(row.bytes(17))};
    for (const auto pattern : split(row.text(4), '\n')) hook.events.emplace_back(pattern);
    if (DeliveryState state{}; from_name(row.text(13), state)) hook.last_state = state;
    return hook;
}

std::string box_name(const Uuid& hook) { return "webhook:" + to_text(hook); }

}  // namespace

Result<std::optional<Hook>> find_hook(store::Database& database, const Uuid& workspace, const Uuid& id) {
    STRATUM_TRY(const auto row, database.query_one(std::string{kSelect} + "WHERE workspace_id = $1 AND id = $2",
                                                   {workspace.bytes, id.bytes}));
    return row ? std::optional{hook_from(*row)} : std::nullopt;
}

Result<std::vector<Hook>> list_hooks(store::Database& database, const Uuid& workspace) {
    std::vector<Hook> out;
    STRATUM_TRY_VOID(database.each(std::string{kSelect} + "WHERE workspace_id = $1 ORDER BY id DESC", {workspace.bytes},
                                   [&](const store::Row& row) -> Result<void> {
                                       out.push_back(hook_from(row));
                                       return {};
                                   }));
    return out;
}

Result<void> insert_hook(store::Database& database, const Hook& hook) {
    std::optional<std::array<std::uint8_t, 16>> maker;
    if (hook.created_by) maker = hook.created_by->bytes;
    STRATUM_TRY_VOID(database.execute(
        "INSERT INTO webhooks (workspace_id, id, url, events, enabled, secret, version, created_at, created_by, "
        "failures, not_before) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0)",
        {hook.workspace.bytes, hook.id.bytes, hook.url, lines_of(hook.events), hook.enabled ? 1 : 0, hook.secret,
         hook.version, hook.created_at.milliseconds, maker}));
    return update_hook(database, hook);
}

Result<void> update_hook(store::Database& database, const Hook& hook) {
    std::optional<Bytes> old_secret;
    if (!hook.old_secret.empty()) old_secret = hook.old_secret;
    std::optional<std::array<std::uint8_t, 16>> job;
    if (hook.send_job) job = hook.send_job->bytes;
    std::optional<std::string_view> state;
    if (hook.last_state) state = name_of(*hook.last_state);
    STRATUM_TRY_VOID(database.execute(
        "UPDATE webhooks SET url = $3, description = $4, events = $5, enabled = $6, disabled_reason = $7, secret = $8, "
        "old_secret = $9, old_until = $10, version = $11, last_delivery_at = $12, last_state = $13, failures = $14, "
        "failing_since = $15, not_before = $16, send_job = $17 WHERE workspace_id = $1 AND id = $2",
        {hook.workspace.bytes, hook.id.bytes, hook.url, hook.description, lines_of(hook.events), hook.enabled ? 1 : 0,
         hook.disabled_reason, hook.secret, old_secret, number(hook.old_until), hook.version,
         number(hook.last_delivery_at), state, hook.failures, number(hook.failing_since), hook.not_before.milliseconds,
         job}));
    return {};
}

Result<void> delete_hook(store::Database& database, const Hook& hook) {
    STRATUM_TRY_VOID(database.execute("DELETE FROM webhook_deliveries WHERE workspace_id = $1 AND webhook_id = $2",
                                      {hook.workspace.bytes, hook.id.bytes}));
    STRATUM_TRY_VOID(database.execute("DELETE FROM webhooks WHERE workspace_id = $1 AND id = $2",
                                      {hook.workspace.bytes, hook.id.bytes}));
    return {};
}

Result<std::optional<Hook>> lock_hook(store::Database& database, const Uuid& workspace, const Uuid& id) {
    STRATUM_TRY_VOID(database.execute("UPDATE webhooks SET version = version WHERE workspace_id = $1 AND id = $2",
                                      {workspace.bytes, id.bytes}));
    return find_hook(database, workspace, id);
}

Result<void> write_personal(store::Database& database, const platform::Person& person, JsonWriter& w) {
    w.begin_array();
    STRATUM_TRY_VOID(database.each(
        "SELECT workspace_id, id, url, description, events, created_at, created_by FROM webhooks ORDER BY id", {},
        [&](const store::Row& row) -> Result<void> {
            const Uuid workspace = uuid_from(row.bytes(0)).value_or(Uuid{});
            const bool own = std::ranges::find(person.own, workspace) != person.own.end();
            if (!own && uuid_from(row.bytes(6)) != person.id) return {};
            w.begin_object();
            w.member("workspace", to_text(workspace));
            w.member("id", to_text(uuid_from(row.bytes(1)).value_or(Uuid{})));
            w.member("url", row.text(2));
            w.member("description", text_at(row, 3));
            w.key("events");
            w.begin_array();
            for (const auto pattern : split(row.text(4), '\n')) w.string(pattern);
            w.end_array();
            w.member("created_at", to_rfc3339(Timestamp{row.integer(5)}));
            w.end_object();
            return {};
        }));
    w.end_array();
    return {};
}

Result<void> forget_maker(store::Database& database, const Uuid& user) {
    STRATUM_TRY_VOID(database.execute("UPDATE webhooks SET created_by = NULL WHERE created_by = $1", {user.bytes}));
    return {};
}

Result<void> turn_off(store::Database& database, const platform::Services& services, Hook& hook, std::string reason) {
    hook.enabled = false;
    ++hook.version;
    const account::Call call{.actor = account::system_actor(),
                             .address = {},
                             .now = services.clock.now(),
                             .ids = services.ids,
                             .permissions = services.permissions,
                             .policy = services.policy};
    STRATUM_TRY_VOID(account::record(database, call, hook.workspace,
                                     {.action = "webhook.disabled",
                                      .subject = account::subject_of("webhook", hook.id),
                                      .details = {{"reason", reason}},
                                      .personal = {}}));
    hook.disabled_reason = std::move(reason);
    STRATUM_TRY_VOID(store::append_event(database, services.ids,
                                         {.workspace = hook.workspace,
                                          .kind = "webhook.disabled",
                                          .subject = to_text(hook.id),
                                          .payload = R"({"webhook_id":")" + to_text(hook.id) + "\"}",
                                          .actor = ""},
                                         call.now));
    return {};
}

Bytes seal_secret(const crypto::BoxKey& key, const Uuid& hook, std::span<const std::uint8_t> secret) {
    return crypto::seal(key, box_name(hook), secret);
}

Result<Bytes> open_secret(const crypto::BoxKey& key, const Uuid& hook, const Bytes& box) {
    auto secret = crypto::open_sealed(key, box_name(hook), box);
    if (!secret)
        return error(ErrorCode::corrupt, "the secret of the webhook can not be opened",
                     "server.secret is another than when it was made; make a new secret for the webhook");
    return secret;
}

Result<std::string> signatures(const crypto::BoxKey& key, const Hook& hook, std::string_view message, Timestamp time,
                               std::string_view body) {
    STRATUM_TRY(const Bytes secret, open_secret(key, hook.id, hook.secret));
    std::string out = sign(secret, message, time, body);
    if (hook.old_secret.empty() || !hook.old_until || *hook.old_until <= time) return out;
    STRATUM_TRY(const Bytes old, open_secret(key, hook.id, hook.old_secret));
    return out + " " + sign(old, message, time, body);
}

}  // namespace stratum::webhooks
