#pragma once

#include "stratum/platform/call.hpp"
#include "stratum/store/jobs/worker.hpp"

#include <vector>

namespace stratum::people {

inline constexpr std::string_view kExportJob = "person.export";
inline constexpr std::string_view kEraseJob = "person.erase";
inline constexpr std::int64_t kErasePriority = 100;  ///< Whoever asks to be forgotten waits behind no analyses.

// Those of a person lie under the person's own id in place of a workspace: what they hold is nobody else's.

/// Job `person.export`: all that is kept of the person, as a ZIP archive, which is the job's result.
[[nodiscard]] store::JobHandler export_job(const platform::Services& services);

/// Job `person.erase`: deletes all rows of workspaces with nobody in them, which a person left behind or which were
/// deleted (then it is the server's own). The payload is their ids, 16 bytes each. The audit log stays, which names
/// nobody any more.
[[nodiscard]] store::JobHandler erase_job(const platform::Services& services);

/// Deletes all rows that belong to the workspace, whoever's tables they are in, but not the audit log. Inside a
/// transaction. Errors: `internal` when rows of some tables hold each other.
[[nodiscard]] Result<void> delete_workspace(store::Database& database, const Uuid& workspace);

}  // namespace stratum::people
