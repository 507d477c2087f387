#pragma once

#include <stop_token>
#include <thread>

namespace stratum::app {

/// Turns the first Ctrl-C (SIGINT), SIGTERM or SIGHUP into a requested stop; a second one ends the program at once, in
/// the usual way. One object a program. SIGPIPE is ignored from here on: writing to a closed pipe is an error like
/// others.
class Interrupts {
  public:
    Interrupts();
    ~Interrupts();
    Interrupts(const Interrupts&) = delete;
    Interrupts& operator=(const Interrupts&) = delete;
    [[nodiscard]] std::stop_token token() const { return stop_.get_token(); }
    /// The signal that came, or 0.
    [[nodiscard]] int signal() const;

  private:
    std::stop_source stop_;
    std::jthread waiter_;
};

}  // namespace stratum::app
