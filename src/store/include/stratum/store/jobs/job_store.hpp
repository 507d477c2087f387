#pragma once

#include "stratum/store/jobs/job.hpp"

#include <map>
#include <span>
#include <vector>

/// Jobs in SQL. Each function works inside the caller's transaction, so that a job is enqueued with the change that
/// asks for it, and completed with the effect it has. Times are the caller's clock; workers' clocks should agree to a
/// few seconds, since a lease that ends early costs a second attempt, never a second effect. Errors: those of
/// `Database` and what is said at each.
namespace stratum::store {

/// Where PostgreSQL announces that there is work; see `signal.hpp`.
inline constexpr const char* kJobsChannel = "stratum_jobs";

struct Enqueued {
    Uuid id;
    bool is_new = true;  ///< False: the idempotency key was known, and this is the job it stands for.
};
/// Errors: `invalid_argument` for no kind, or no attempt.
Result<Enqueued> enqueue_job(Database& database, IdSource& ids, const NewJob& job, Timestamp now);

/// Nothing when the workspace has no such job.
Result<std::optional<Job>> find_job(Database& database, const Uuid& workspace, const Uuid& id);

struct JobFilter {
    std::optional<JobState> state{};
    std::optional<std::string> kind{};
    std::optional<Uuid> before{};  ///< For pages: only those older than this one.
    std::size_t limit = 50;
};
/// The newest first.
Result<std::vector<Job>> list_jobs(Database& database, const Uuid& workspace, const JobFilter& filter);
/// Over all workspaces, for those who run the server.
Result<std::map<JobState, std::int64_t>> count_jobs(Database& database);
/// The same by kind, of those that are not done for good; however many are, it costs nothing.
struct OpenJobs {
    std::int64_t waiting = 0;  ///< Could be claimed at once.
    std::int64_t later = 0;    ///< Queued for a time to come.
    std::int64_t running = 0;
    std::int64_t dead = 0;
    friend bool operator==(const OpenJobs&, const OpenJobs&) = default;
};
Result<std::map<std::string, OpenJobs>> count_open_jobs(Database& database, Timestamp now);

/// At once while it waits; while it runs its worker is told at the next heartbeat; done ones stay as they are. Returns
/// the state after it. Errors: `not_found`.
Result<JobState> cancel_job(Database& database, const Uuid& workspace, const Uuid& id, Timestamp now);
/// A dead or cancelled job once more, with all its attempts. Errors: `not_found`, also when it is in another state.
Result<void> retry_job(Database& database, const Uuid& workspace, const Uuid& id, Timestamp now);
/// Forgets succeeded, dead and cancelled jobs that were done before `before`, at most `limit` of them; returns how
/// many.
Result<std::int64_t> prune_jobs(Database& database, Timestamp before, std::size_t limit);

}  // namespace stratum::store
