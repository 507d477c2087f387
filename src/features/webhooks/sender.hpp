#pragma once

#include "hooks.hpp"
#include "stratum/store/jobs/worker.hpp"

namespace stratum::webhooks {

/// Sees to it that a job sends what is due at `at`, in the transaction of what made it due. `hook` was locked in the
/// same transaction.
[[nodiscard]] Result<void> ensure_send(store::Database& database, const platform::Services& services, Hook hook,
                                       Timestamp at);

/// `webhooks.send`: everything that is due for one webhook, one after the other. Ends early when something fails, or
/// after a minute, so that others get their turn; what is left has its next job then.
[[nodiscard]] store::JobHandler send_job(const platform::Services& services);

}  // namespace stratum::webhooks
