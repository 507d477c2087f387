#include "stratum/store/events/relay.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

namespace stratum::store {
namespace {

using SteadyClock = std::chrono::steady_clock;

class Relay final : public EventRelay {
  public:
    Relay(const RelayOptions& options, std::vector<Subscriber> subscribers, Listener listener, Pool& pool,
          std::shared_ptr<Signal> signal, Logger log, std::int64_t position)
        : options_(options),
          listener_(std::move(listener)),
          pool_(pool),
          signal_(std::move(signal)),
          log_(std::move(log)),
          position_(position) {
        for (auto& subscriber : subscribers) served_.push_back({std::move(subscriber), options_.pause, {}});
        thread_ = std::jthread{[this](const std::stop_token& stop) { run(stop); }};
    }

  private:
    struct Served {
        Subscriber subscriber;
        Seconds pause;                  ///< After the next error.
        SteadyClock::time_point after;  ///< Not before.
    };

    void run(const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            const auto seen = signal_->count();
            bool more = heard(number());
            more = (listener_ && heard(listen())) || more;
            for (auto& served : served_)
                if (!stop.stop_requested() && SteadyClock::now() >= served.after) more = deliver(served) || more;
            if (!more) signal_->wait(seen, options_.poll, stop);
        }
    }

    /// Whether there is more to do at once; an error is told and waits for the next round.
    bool heard(const Result<bool>& more) {
        if (!more) log_.warning("events can not be passed on at the moment", {{"error", more.error().text()}});
        return more && *more;
    }

    Result<bool> number() {
        {
            STRATUM_TRY(const auto lease, pool_.read());
            STRATUM_TRY(const bool any, any_event_unnumbered(*lease));
            if (!any) return false;
        }
        STRATUM_TRY(const auto numbered,
                    in_transaction(pool_, [&](Database& database) { return number_events(database, options_.batch); },
                                   {.intent = Transaction::Intent::queue}));
        return numbered == static_cast<std::int64_t>(options_.batch);
    }

    Result<bool> listen() {
        std::vector<StoredEvent> events;
        {
            STRATUM_TRY(const auto lease, pool_.read());
            STRATUM_TRY(events, read_events(*lease, position_, options_.batch));
        }
        if (events.empty()) return false;
        STRATUM_TRY_VOID(listener_(events));
        position_ = events.back().position;
        return events.size() == options_.batch;
    }

    bool deliver(Served& served) {
        const auto delivered = [&]() -> Result<std::size_t> {
            {
                STRATUM_TRY(const auto lease, pool_.read());
                STRATUM_TRY(const auto last, last_position(*lease));
                STRATUM_TRY(const auto position, subscriber_position(*lease, served.subscriber.name));
                if (position && *position >= last) return std::size_t{0};
            }
            return deliver_batch(pool_, served.subscriber);
        }();
        if (delivered) {
            served.pause = options_.pause;
            return *delivered == served.subscriber.batch;
        }
        log_.warning("a subscriber did not take its events",
                     {{"subscriber", served.subscriber.name}, {"error", delivered.error().text()}});
        served.after = SteadyClock::now() + std::chrono::duration_cast<SteadyClock::duration>(
                                                std::chrono::duration<double>{served.pause.value()});
        served.pause = std::min(served.pause * 2.0, options_.longest_pause);
        return false;
    }

    const RelayOptions options_;
    const Listener listener_;
    Pool& pool_;
    const std::shared_ptr<Signal> signal_;
    const Logger log_;
    std::int64_t position_;  ///< Of the listener. All from here on belongs to the thread.
    std::vector<Served> served_;
    std::jthread thread_;
};

}  // namespace

Result<std::unique_ptr<EventRelay>> EventRelay::start(const RelayOptions& options, std::vector<Subscriber> subscribers,
                                                      Listener listener, Pool& pool, std::shared_ptr<Signal> signal,
                                                      Logger log) {
    STRATUM_TRY(const std::int64_t position, in_transaction(pool, [&](Database& database) -> Result<std::int64_t> {
                    for (const auto& subscriber : subscribers)
                        STRATUM_TRY_VOID(add_subscriber(database, subscriber.name));
                    return last_position(database);
                }));
    return std::unique_ptr<EventRelay>{std::make_unique<Relay>(options, std::move(subscribers), std::move(listener),
                                                               pool, std::move(signal), std::move(log), position)};
}

}  // namespace stratum::store
