#pragma once

#include "stratum/platform/call.hpp"
#include "stratum/store/jobs/worker.hpp"

namespace stratum::uploads {

/// Takes over what arrived and could not be at the time, forgets what expired, and removes files that no upload has any
/// more, and blobs that nothing refers to. What lies on another machine's disk is left to that one.
Result<void> sweep(const platform::Services& services);

/// Does that every ten minutes, in one of the processes that run jobs.
[[nodiscard]] store::JobHandler sweep_job(const platform::Services& services);

}  // namespace stratum::uploads
