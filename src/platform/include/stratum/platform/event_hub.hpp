#pragma once

#include "stratum/platform/route.hpp"
#include "stratum/store/events/events.hpp"

#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace stratum::platform {

/// Hands events on to the WebSockets that are open on this server, by workspace. Each event is written once, however
/// many listen. Who lost the right to listen is closed: at once when an event tells of a change of members or roles,
/// and else before the first event that is handed on longer than `Admission::kCounts` after they were looked at last,
/// or with the next ping. Thread-safe.
class EventHub {
  public:
    explicit EventHub(std::string version);
    ~EventHub();
    EventHub(const EventHub&) = delete;
    EventHub& operator=(const EventHub&) = delete;

    /// For the relay's listener; and for what is not kept and has no place among the others (position 0), such as
    /// progress. Not for event loops, nor for who holds a connection of the pool. Errors: those of the database, when
    /// it can not be decided who may hear them; then nobody heard any.
    Result<void> publish(std::span<const store::StoredEvent> events);
    /// Tells all who listen that the server still is there; and looks at their rights, which is where errors come from.
    Result<void> ping();
    [[nodiscard]] std::size_t listeners() const;
    /// Those that somebody listens to.
    [[nodiscard]] std::vector<Uuid> workspaces() const;
    /// GET /api/v1/events: hello, then what was missed since the event that is named, then what comes.
    [[nodiscard]] std::vector<Route> routes();

    struct State;

  private:
    Result<void> decide_again(const std::map<Uuid, bool>& workspaces);
    std::shared_ptr<State> state_;
};

/// As `api/events.yaml` has it.
[[nodiscard]] std::string event_message(const store::StoredEvent& event);
/// Whether a name fits one of the patterns that a client subscribed to: "job.*", "track.added"; all fit an empty list.
[[nodiscard]] bool is_wanted(std::string_view name, const std::vector<std::string>& patterns);

}  // namespace stratum::platform
