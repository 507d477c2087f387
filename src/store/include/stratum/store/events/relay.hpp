#pragma once

#include "stratum/base/log.hpp"
#include "stratum/store/events/subscribers.hpp"
#include "stratum/store/signal.hpp"

#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace stratum::store {

struct RelayOptions {
    Seconds poll{0.5};   ///< How long no signal is believed in.
    Seconds pause{1.0};  ///< After a subscriber's error, before it gets the same events again; doubles up to ...
    Seconds longest_pause{60.0};
    std::size_t batch = 500;
};

/// Carries events from the outbox to those who want them: stored subscribers, each at its own pace, and listeners of
/// this process, which get what is told from the start of the relay on. Every process that has either runs one; they do
/// not disturb each other. Has one thread, and holds at most one connection at a time.
class EventRelay {
  public:
    /// Sees all events in order, on the relay's thread; must be quick and hand on. After an error, which it must return
    /// before it handed on any, it gets the same events again.
    using Listener = std::function<Result<void>(std::span<const StoredEvent> events)>;

    /// The subscribers are made known; errors: those of the pool. The pool and `signal` (raised after commits that told
    /// something) must outlive it.
    static Result<std::unique_ptr<EventRelay>> start(const RelayOptions& options, std::vector<Subscriber> subscribers,
                                                     Listener listener, Pool& pool, std::shared_ptr<Signal> signal,
                                                     Logger log = {});
    /// Ends after the batch at hand.
    virtual ~EventRelay() = default;

  protected:
    EventRelay() = default;
    EventRelay(const EventRelay&) = default;
    EventRelay& operator=(const EventRelay&) = default;
};

}  // namespace stratum::store
