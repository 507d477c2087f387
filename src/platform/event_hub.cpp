#include "stratum/platform/event_hub.hpp"

#include "stratum/base/json_writer.hpp"
#include "stratum/net/json.hpp"
#include "stratum/platform/admission.hpp"
#include "stratum/platform/answers.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <set>

namespace stratum::platform {
namespace {

using Text = std::shared_ptr<const std::string>;

constexpr std::string_view kPermission = "events.read";
constexpr std::size_t kMostPatterns = 100;
constexpr std::size_t kMostMissed = 1000;  ///< Events that are caught up with; who missed more reads everything anew.

/// Rights may have changed with it.
bool is_about_members(std::string_view event) { return event.starts_with("member."); }

Text share(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

}  // namespace

class Listener;

struct EventHub::State {
    std::string version;
    mutable std::mutex mutex;
    std::map<Uuid, std::set<Listener*>> by_workspace;  ///< Guarded by `mutex`.
};

/// One open socket. It listens from the moment it is made, so that nothing falls between what it is greeted with and
/// what comes.
class Listener final : public net::WebSocketHandler {
  public:
    Listener(std::shared_ptr<EventHub::State> hub, const Call& call)
        : hub_(std::move(hub)), admission_(std::make_shared<Admission>(call, kPermission)) {
        const std::scoped_lock lock{hub_->mutex};
        hub_->by_workspace[admission_->workspace()].insert(this);
    }
    ~Listener() override { leave(); }

    /// What comes before all else; it told everything up to the place `seen`.
    void greet(std::vector<Text> greeting, std::int64_t seen) {
        const std::scoped_lock lock{hub_->mutex};
        for (const auto& [position, text] : std::exchange(early_, {}))
            if (position > seen) greeting.push_back(text);
        greeting_ = std::move(greeting);
        seen_ = seen;
    }
    void opened(std::shared_ptr<net::WebSocketPeer> peer) override {
        const std::scoped_lock lock{hub_->mutex};
        peer_ = std::move(peer);
        if (!admission_->is_held()) return send_away();
        for (const Text& text : std::exchange(greeting_, {})) peer_->send(text);
        for (const auto& [position, text] : std::exchange(early_, {})) peer_->send(text);
    }
    void message(std::string_view text) override {
        const auto json = net::parse_json(text, {.depth = 4, .bytes = 16U << 10U});
        if (!json || json->text("type") != "subscribe") return;
        std::vector<std::string> patterns;
        if (const net::Json* names = json->find("names"); names != nullptr && names->array() != nullptr)
            for (const net::Json& name : *names->array())
                if (name.string() != nullptr && patterns.size() < kMostPatterns) patterns.push_back(*name.string());
        const std::scoped_lock lock{hub_->mutex};
        patterns_ = std::move(patterns);
    }
    void closed() override { leave(); }

    [[nodiscard]] const std::shared_ptr<Admission>& admission() const { return admission_; }

    // Under the hub's mutex.
    void send_away() {
        // Who is not open yet is sent away then.
        if (!peer_) return;
        const bool signed_out = account::is_signed_out(admission_->reason());
        peer_->close(signed_out ? 4401 : 4403, signed_out ? "nobody is signed in any more" : "this is not permitted");
    }
    void hear(std::int64_t position, std::string_view name, const Text& text) {
        if (!peer_) {
            if (position > seen_ && early_.size() < kMostMissed) early_.emplace_back(position, text);
        } else if ((position == 0 || position > seen_) && is_wanted(name, patterns_)) {
            peer_->send(text);
        }
    }

  private:
    void leave() {
        const std::scoped_lock lock{hub_->mutex};
        const auto found = hub_->by_workspace.find(admission_->workspace());
        if (found == hub_->by_workspace.end()) return;
        found->second.erase(this);
        if (found->second.empty()) hub_->by_workspace.erase(found);
    }

    std::shared_ptr<EventHub::State> hub_;
    const std::shared_ptr<Admission> admission_;
    // Guarded by the hub's mutex.
    std::vector<Text> greeting_;
    std::vector<std::pair<std::int64_t, Text>> early_;  ///< What came before the socket was open.
    std::int64_t seen_ = 0;                             ///< Up to here the greeting told everything.
    std::shared_ptr<net::WebSocketPeer> peer_;
    std::vector<std::string> patterns_;
};

namespace {

/// Hello, and what happened since the event that the client saw last.
Result<std::pair<std::vector<Text>, std::int64_t>> greet(const Call& call, const std::string& version) {
    STRATUM_TRY(const auto since, id_parameter(call, "since"));
    STRATUM_TRY(const auto lease, call.services.pool.read());
    STRATUM_TRY(const std::int64_t last, store::last_position(*lease));
    std::vector<Text> greeting;
    JsonWriter w;
    w.begin_object();
    w.member("type", "hello");
    w.member("workspace_id", to_text(call.workspace));
    w.member("version", version);
    STRATUM_TRY(const auto newest, store::newest_event_of(*lease, call.workspace));
    if (newest) w.member("last_id", to_text(*newest));
    w.end_object();
    greeting.push_back(share(w.take()));
    if (!since) return std::pair{std::move(greeting), last};
    STRATUM_TRY(const auto seen, lease->query_one("SELECT position FROM events WHERE workspace_id = $1 AND id = $2",
                                                  {call.workspace.bytes, since->bytes}));
    std::vector<store::StoredEvent> missed;
    if (seen && !seen->is_null(0)) {
        STRATUM_TRY(missed, store::read_events_of(*lease, call.workspace, seen->integer(0), kMostMissed + 1));
    }
    if (!seen || seen->is_null(0) || missed.size() > kMostMissed) {
        greeting.push_back(share(R"({"type":"gap"})"));
        return std::pair{std::move(greeting), last};
    }
    std::int64_t told = last;
    for (const auto& event : missed) {
        greeting.push_back(share(event_message(event)));
        told = std::max(told, event.position);
    }
    return std::pair{std::move(greeting), told};
}

}  // namespace

bool is_wanted(std::string_view name, const std::vector<std::string>& patterns) {
    if (patterns.empty() || name.empty()) return true;
    return std::ranges::any_of(patterns, [&](std::string_view pattern) {
        if (pattern == "*" || pattern == name) return true;
        return pattern.ends_with(".*") && name.starts_with(pattern.substr(0, pattern.size() - 1));
    });
}

std::string event_message(const store::StoredEvent& event) {
    JsonWriter w;
    w.begin_object();
    w.member("type", "event");
    w.member("id", to_text(event.id));
    w.member("name", event.event.kind);
    w.member("at", to_rfc3339(event.time));
    if (const auto actor = parse_uuid(event.event.actor)) w.member("actor", to_text(*actor));
    w.key("data");
    w.raw(event.event.payload.empty() ? "{}" : event.event.payload);
    w.end_object();
    return w.take();
}

EventHub::EventHub(std::string version) : state_(std::make_shared<State>()) { state_->version = std::move(version); }
EventHub::~EventHub() = default;

/// Sends away who may not listen any more. Those of a workspace that is marked are all looked at, of others who is due.
Result<void> EventHub::decide_again(const std::map<Uuid, bool>& workspaces) {
    std::vector<std::shared_ptr<Admission>> due;
    {
        const std::scoped_lock lock{state_->mutex};
        for (const auto& [workspace, all] : workspaces) {
            const auto found = state_->by_workspace.find(workspace);
            if (found == state_->by_workspace.end()) continue;
            for (const Listener* listener : found->second)
                if (all || listener->admission()->is_due()) due.push_back(listener->admission());
        }
    }
    if (due.empty()) return {};
    // Not under the mutex: connections open and close meanwhile.
    auto decided = Admission::decide_again(due);
    if (std::ranges::all_of(due, [](const auto& admission) { return admission->is_held(); })) return decided;
    const std::scoped_lock lock{state_->mutex};
    for (auto& [workspace, listeners] : state_->by_workspace)
        std::erase_if(listeners, [](Listener* listener) {
            if (listener->admission()->is_held()) return false;
            listener->send_away();
            return true;
        });
    std::erase_if(state_->by_workspace, [](const auto& entry) { return entry.second.empty(); });
    return decided;
}

Result<void> EventHub::publish(std::span<const store::StoredEvent> events) {
    std::map<Uuid, bool> workspaces;
    for (const auto& event : events) workspaces[event.event.workspace] |= is_about_members(event.event.kind);
    STRATUM_TRY_VOID(decide_again(workspaces));
    for (const auto& event : events) {
        const std::scoped_lock lock{state_->mutex};
        const auto found = state_->by_workspace.find(event.event.workspace);
        if (found == state_->by_workspace.end()) continue;
        const Text text = share(event_message(event));
        for (Listener* listener : found->second) listener->hear(event.position, event.event.kind, text);
    }
    return {};
}

std::vector<Uuid> EventHub::workspaces() const {
    const std::scoped_lock lock{state_->mutex};
    std::vector<Uuid> all;
    for (const auto& [workspace, listeners] : state_->by_workspace) all.push_back(workspace);
    return all;
}

Result<void> EventHub::ping() {
    std::map<Uuid, bool> all;
    for (const Uuid& workspace : workspaces()) all[workspace] = false;
    auto decided = decide_again(all);
    static constexpr std::string_view kPing = R"({"type":"ping"})";
    const Text text = share(std::string{kPing});
    const std::scoped_lock lock{state_->mutex};
    for (const auto& [workspace, listeners] : state_->by_workspace)
        for (Listener* listener : listeners) listener->hear(0, "", text);
    return decided;
}

std::size_t EventHub::listeners() const {
    const std::scoped_lock lock{state_->mutex};
    std::size_t count = 0;
    for (const auto& [workspace, listeners] : state_->by_workspace) count += listeners.size();
    return count;
}

std::vector<Route> EventHub::routes() {
    using Opened = std::variant<std::unique_ptr<net::WebSocketHandler>, Answer>;
    return {{.method = net::Method::get,
             .path = "/api/v1/events",
             .permission = kPermission,
             .query = {{"workspace"}, {"since"}},
             .upgrade = [state = state_](Call& call) -> Opened {
                 auto listener = std::make_unique<Listener>(state, call);
                 auto greeting = greet(call, state->version);
                 if (!greeting) return Answer{greeting.error()};
                 listener->greet(std::move(greeting->first), greeting->second);
                 return listener;
             }}};
}

}  // namespace stratum::platform
