#pragma once

#include "stratum/store/pool.hpp"

namespace stratum::store::detail {

/// What came of one attempt at a transaction.
struct Attempt {
    Result<void> done;
    bool again = false;           ///< Another one may end better.
    std::vector<JobName> jobs{};  ///< Those that it enqueued.
};

/// Makes attempts, with pauses between them, until one is done or not worth another; then names its jobs.
Result<void> repeat(Pool& pool, const RetryOptions& options, const std::function<Attempt()>& once);

}  // namespace stratum::store::detail
