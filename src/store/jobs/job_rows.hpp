#pragma once

#include "stratum/store/jobs/job.hpp"

#include <string_view>

namespace stratum::store {

/// The columns that `claim_from` reads, in its order.
inline constexpr std::string_view kClaimColumns =
    "workspace_id, id, kind, payload, attempts, max_attempts, fence, deadline, priority, run_after";
[[nodiscard]] Result<JobClaim> claim_from(const Row& row);

/// The columns that `job_from` reads, in its order.
inline constexpr std::string_view kJobColumns =
    "workspace_id, id, kind, payload, state, priority, attempts, max_attempts, progress, message, cancel_requested,"
    " error_code, error_message, result, created_at, run_after, deadline, started_at, finished_at";
[[nodiscard]] Result<Job> job_from(const Row& row);

/// Errors: `corrupt` when the column holds no id, or no state.
[[nodiscard]] Result<Uuid> id_from(const Row& row, std::size_t column);
[[nodiscard]] Result<JobState> state_from(const Row& row, std::size_t column);

}  // namespace stratum::store
