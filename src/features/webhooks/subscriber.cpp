#include "subscriber.hpp"

#include "hooks.hpp"
#include "sender.hpp"
#include "stratum/base/json_writer.hpp"
#include "stratum/platform/event_hub.hpp"
#include "stratum/platform/event_names.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace stratum::webhooks {
namespace {

Result<void> take(store::Database& database, const platform::Services& services,
                  std::span<const store::StoredEvent> events) {
    const Timestamp now = services.clock.now();
    std::map<Uuid, std::vector<Hook>> hooks;  // by workspace
    std::set<std::pair<Uuid, Uuid>> wanted;   // workspace and webhook
    for (const auto& event : events) {
        const Uuid& workspace = event.event.workspace;
        if (!hooks.contains(workspace)) {
            STRATUM_TRY(hooks[workspace], list_hooks(database, workspace));
        }
        for (const Hook& hook : hooks[workspace]) {
            if (!hook.enabled || !platform::is_wanted(event.event.kind, hook.events)) continue;
            STRATUM_TRY_VOID(insert_delivery(
                database, {.workspace = workspace,
                           .id = services.ids.next(),
                           .hook = hook.id,
                           .event = event.id,
                           .event_name = event.event.kind,
                           .body = message_body(workspace, event.id, event.event.kind, event.time, event.event.payload),
                           .created_at = now,
                           .next_try_at = now}));
            wanted.emplace(workspace, hook.id);
        }
    }
    // A receiver that fails is left alone for a while, whatever comes meanwhile.
    for (const auto& [workspace, id] : wanted) {
        STRATUM_TRY(const auto hook, lock_hook(database, workspace, id));
        if (hook) STRATUM_TRY_VOID(ensure_send(database, services, *hook, std::max(now, hook->not_before)));
    }
    return {};
}

}  // namespace

store::Subscriber subscriber(const platform::Services& services) {
    return {
        .name = "webhooks",
        .handle = [&services](store::Database& database,
                              std::span<const store::StoredEvent> events) { return take(database, services, events); },
        .committed = [&services] { services.jobs_signal.notify(); }};
}

bool fits_any_event(std::string_view text) {
    return std::ranges::any_of(platform::kEventNames, [&](std::string_view name) {
        return text == "*" || text == name ||
               (text.ends_with(".*") && text.substr(0, text.size() - 2) == name.substr(0, name.find('.')));
    });
}

std::string message_body(const Uuid& workspace, std::optional<Uuid> event, std::string_view name, Timestamp at,
                         std::string_view data) {
    JsonWriter w;
    w.begin_object();
    w.member("type", name);
    w.member("timestamp", to_rfc3339(at));
    w.member("workspace_id", to_text(workspace));
    if (event) w.member("event_id", to_text(*event));
    w.key("data");
    w.raw(data.empty() ? "{}" : data);
    w.end_object();
    return w.take();
}

}  // namespace stratum::webhooks
