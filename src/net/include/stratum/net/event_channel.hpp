#pragma once

#include <functional>
#include <memory>
#include <string>

namespace stratum::net {

/// Events for one client, sent as they come (`text/event-stream`). Thread-safe.
class EventChannel {
  public:
    /// Text in the form of the event stream, with its empty line. False when the client is gone or too slow.
    bool push(std::string text);
    /// No more will come.
    void close();

    // For the server.
    /// Takes all that waits; `closed` tells whether more may come.
    [[nodiscard]] std::string take(bool& closed);
    void on_push(std::function<void()> wake);
    /// The client went; `on_gone` is called once, by the thread that saw it.
    void gone();
    void on_gone(std::function<void()> callback);

    EventChannel();
    ~EventChannel();
    EventChannel(const EventChannel&) = delete;
    EventChannel& operator=(const EventChannel&) = delete;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace stratum::net
