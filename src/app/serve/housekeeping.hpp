#pragma once

#include "stratum/base/clock.hpp"
#include "stratum/base/result.hpp"
#include "stratum/platform/metrics.hpp"
#include "stratum/store/database.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

/// What a server does now and then, apart from when.
namespace stratum::app {

/// Forgets finished jobs and told events after a month, and answers to repeated requests after a day; some of each.
Result<void> forget_what_is_old(store::Database& database, Timestamp now);

/// How many jobs of each kind wait, wait for later, run and are dead, in the whole cluster, as of the last count. A
/// kind that was seen once goes on with zeros. Thread-safe.
class JobFigures {
  public:
    Result<void> count(store::Database& database, Timestamp now);
    [[nodiscard]] std::vector<platform::Metrics::Sample> samples() const;

  private:
    mutable std::mutex mutex_;
    std::map<std::string, std::array<std::int64_t, 4>> by_kind_;  ///< Guarded by `mutex_`.
};

}  // namespace stratum::app
