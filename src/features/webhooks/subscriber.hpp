#pragma once

#include "stratum/platform/call.hpp"
#include "stratum/store/events/subscribers.hpp"

namespace stratum::webhooks {

/// Makes a delivery of each event for each webhook that wants it.
[[nodiscard]] store::Subscriber subscriber(const platform::Services& services);

/// Whether there are events that it names: "*", "track.*" or "track.added".
[[nodiscard]] bool fits_any_event(std::string_view text);

/// What is sent: {"type": ..., "timestamp": ..., "data": ...} and the ids of event and workspace.
[[nodiscard]] std::string message_body(const Uuid& workspace, std::optional<Uuid> event, std::string_view name,
                                       Timestamp at, std::string_view data);

}  // namespace stratum::webhooks
