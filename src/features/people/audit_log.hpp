#pragma once

#include "stratum/platform/call.hpp"
#include "stratum/store/jobs/worker.hpp"

namespace stratum::people {

/// Seals what waits in the audit log of a workspace, and signs a checkpoint.
[[nodiscard]] Result<void> seal_log(const platform::Services& services, const Uuid& workspace);

/// Job `people.upkeep`, every ten minutes: seals the logs of all workspaces, and deletes sessions that ended and
/// failures that are forgotten. Each one asks for the next; asking for the handler asks for the first, once however
/// many workers start.
[[nodiscard]] store::JobHandler upkeep_job(const platform::Services& services);

}  // namespace stratum::people
