#pragma once

#include "stratum/platform/route.hpp"
#include "stratum/store/events/events.hpp"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace stratum::platform {

/// Hands events on to the WebSockets that are open on this server, by workspace. Each event is written once, however
/// many listen. Thread-safe.
class EventHub {
  public:
    explicit EventHub(std::string version);
    ~EventHub();
    EventHub(const EventHub&) = delete;
    EventHub& operator=(const EventHub&) = delete;

    /// For the relay's listener.
    void publish(std::span<const store::StoredEvent> events);
    /// One that is not kept and has no place among the others, such as progress.
    void tell(const store::StoredEvent& event);
    /// Tells all who listen that the server still is there.
    void ping();
    [[nodiscard]] std::size_t listeners() const;
    /// Those that somebody listens to.
    [[nodiscard]] std::vector<Uuid> workspaces() const;
    /// GET /api/v1/events: hello, then what was missed since the event that is named, then what comes.
    [[nodiscard]] std::vector<Route> routes();

    struct State;

  private:
    std::shared_ptr<State> state_;
};

/// As `api/events.yaml` has it.
[[nodiscard]] std::string event_message(const store::StoredEvent& event);
/// Whether a name fits one of the patterns that a client subscribed to: "job.*", "track.added"; all fit an empty list.
[[nodiscard]] bool is_wanted(std::string_view name, const std::vector<std::string>& patterns);

}  // namespace stratum::platform
