#pragma once

#include "stratum/base/result.hpp"
#include "stratum/base/units.hpp"

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stop_token>
#include <string>

namespace stratum::store {

class Database;

/// "Look again": wakes those who wait for rows to appear. It carries nothing and may be lost or come twice, so that
/// whoever waits also looks by himself from time to time; the rows are the truth. Thread-safe.
class Signal {
  public:
    void notify();
    /// How often it was raised. Take it before you look, and wait for more than that.
    [[nodiscard]] std::uint64_t count() const;
    /// Returns when `count` is above `seen`, after `longest`, or when `stop` is requested.
    void wait(std::uint64_t seen, Seconds longest, std::stop_token stop = {}) const;

  private:
    mutable std::mutex mutex_;
    mutable std::condition_variable_any raised_;
    std::uint64_t count_ = 0;  ///< Guarded by `mutex_`.
};

/// Tells the listeners (`postgresql_listener.hpp`) of all processes when the transaction of `database` commits. On
/// SQLite there are none: raise the signal of this process after the commit; other processes notice when they look by
/// themselves.
Result<void> announce(Database& database, const std::string& channel);

}  // namespace stratum::store
