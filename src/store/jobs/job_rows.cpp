#include "job_rows.hpp"

#include <array>

namespace stratum::store {
namespace {

constexpr std::array<std::string_view, 5> kStates{"queued", "running", "succeeded", "dead", "cancelled"};

std::optional<Timestamp> time_from(const Row& row, std::size_t column) {
    const auto milliseconds = row.optional_integer(column);
    return milliseconds ? std::optional{Timestamp{*milliseconds}} : std::nullopt;
}

}  // namespace

std::string_view name_of(JobState state) { return kStates.at(static_cast<std::size_t>(state)); }

bool from_name(std::string_view name, JobState& out) {
    for (std::size_t i = 0; i < kStates.size(); ++i)
        if (kStates[i] == name) return out = static_cast<JobState>(i), true;
    return false;
}

Result<Uuid> id_from(const Row& row, std::size_t column) {
    if (const auto id = uuid_from(row.bytes(column))) return *id;
    return error(ErrorCode::corrupt, "a job's row holds no id where one should be",
                 "restore the database from a backup");
}

Result<JobState> state_from(const Row& row, std::size_t column) {
    JobState state{};
    if (from_name(row.text(column), state)) return state;
    return error(ErrorCode::corrupt, "a job's row holds no state that this program knows");
}

Result<JobClaim> claim_from(const Row& row) {
    JobClaim claim;
    STRATUM_TRY(claim.workspace, id_from(row, 0));
    STRATUM_TRY(claim.id, id_from(row, 1));
    claim.kind = row.text(2);
    claim.payload = row.bytes(3);
    claim.attempt = static_cast<int>(row.integer(4));
    claim.max_attempts = static_cast<int>(row.integer(5));
    claim.fence = row.integer(6);
    claim.deadline = time_from(row, 7);
    return claim;
}

Result<Job> job_from(const Row& row) {
    Job job;
    STRATUM_TRY(job.workspace, id_from(row, 0));
    STRATUM_TRY(job.id, id_from(row, 1));
    job.kind = row.text(2);
    job.payload = row.bytes(3);
    STRATUM_TRY(job.state, state_from(row, 4));
    job.priority = row.integer(5);
    job.attempts = static_cast<int>(row.integer(6));
    job.max_attempts = static_cast<int>(row.integer(7));
    job.progress = row.number(8);
    job.message = row.text(9);
    job.cancel_requested = row.integer(10) != 0;
    job.error_code = row.text(11);
    job.error_message = row.text(12);
    job.result = row.bytes(13);
    job.created_at = {row.integer(14)};
    job.run_after = {row.integer(15)};
    job.deadline = time_from(row, 16);
    job.started_at = time_from(row, 17);
    job.finished_at = time_from(row, 18);
    return job;
}

}  // namespace stratum::store
