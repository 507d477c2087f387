#pragma once

#include "stratum/platform/call.hpp"
#include "stratum/store/jobs/worker.hpp"

namespace stratum::people {

/// Seals what waits in the audit log of a workspace, and signs a checkpoint.
[[nodiscard]] Result<void> seal_log(const platform::Services& services, const Uuid& workspace);

/// Job `audit.seal`: seals the logs of all workspaces, every ten minutes; each one asks for the next. Asking for the
/// handler asks for the first, once however many workers start.
[[nodiscard]] store::JobHandler audit_job(const platform::Services& services);

}  // namespace stratum::people
