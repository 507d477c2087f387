#pragma once

#include "stratum/store/jobs/job.hpp"
#include "stratum/store/jobs/job_source.hpp"

#include <span>
#include <string>
#include <vector>

/// The side of the workers: taking jobs, keeping them, handing them back. `Worker` does all of it; who writes another
/// kind of worker starts here. Each function works inside the caller's transaction; use `Transaction::Intent::queue`
/// for those that only touch jobs. What needs a claim answers `not_found` when it is no longer held.
namespace stratum::store {

struct ClaimOptions {
    std::string worker;              ///< Who asks, for people: host and process.
    std::vector<std::string> kinds;  ///< What it has handlers for.
    std::size_t most = 1;
    Seconds lease{10.0};
};
/// Takes the jobs that should run now, the highest priority first, then the longest due. No two workers get the same.
Result<std::vector<JobClaim>> claim_jobs(Database& database, const ClaimOptions& options, Timestamp now);
/// Takes this one job, if it should run now, has a handler here and nobody else has it.
Result<std::optional<JobClaim>> claim_job(Database& database, const Uuid& workspace, const Uuid& id,
                                          const ClaimOptions& options, Timestamp now);

/// How often the worker of one job may vanish. Such an attempt does not count, since workers are also killed for
/// reasons that are not the job's; but a job that kills its workers must end.
inline constexpr int kMostLapses = 5;
/// Gives back to the queue what the dead left behind (leases that ran out), and ends what is past its deadline, or was
/// left behind more than `kMostLapses` times.
struct Recovered {
    std::int64_t rows = 0;
    std::vector<JobName> ended;  ///< Of those rows.
};
Result<Recovered> recover_jobs(Database& database, Timestamp now);
/// Whether one of the two would find something. Reads only.
Result<bool> any_job_due(Database& database, std::span<const std::string> kinds, Timestamp now);

struct Heartbeat {
    const JobClaim* claim = nullptr;
    double progress = 0.0;
    std::string message{};
};
enum class HeartbeatAnswer : std::uint8_t {
    go_on,
    cancel,   ///< Somebody asked for that.
    overdue,  ///< The deadline has passed.
    lost,     ///< The claim is no longer held; what is done from here on has no effect.
};
/// Makes the leases last until `now` and `lease`; one answer for each.
Result<std::vector<HeartbeatAnswer>> beat(Database& database, std::span<const Heartbeat> beats, Seconds lease,
                                          Timestamp now);

/// Ends the job with its result. In the transaction of the job's effect this makes the effect happen exactly once.
Result<void> complete_job(Database& database, const JobClaim& claim, const Bytes& result, Timestamp now);

struct RetryPolicy {
    Seconds first{2.0};  ///< Doubles with each attempt ...
    Seconds most{900.0};
    Seconds outage{10.0};  ///< Always the same, after what `postpone_job` is for.
};
/// How long attempt number `attempt` (1, 2, ...), having failed, is followed by nothing; `chance` (0 to 1) spreads it
/// over the upper half, so that what failed together is not repeated together.
[[nodiscard]] Seconds retry_pause(const RetryPolicy& policy, int attempt, double chance);
/// Whether an error may go away by itself. One that says that the job itself is wrong does not.
[[nodiscard]] bool worth_another_attempt(ErrorCode code);

/// Ends the attempt: the job is queued again after a pause, or dead, or cancelled where that was asked for. Returns
/// which.
Result<JobState> fail_job(Database& database, const JobClaim& claim, const Error& why, Seconds pause, Timestamp now);
/// Ends an attempt that failed because of what carries it, not because of its work: the database was away, or two
/// changes met too often. The job is queued again after the pause, and the attempt does not count. Returns the state,
/// as `fail_job` does.
Result<JobState> postpone_job(Database& database, const JobClaim& claim, const Error& why, Seconds pause,
                              Timestamp now);
/// Gives the job back unharmed (the worker goes home); the attempt does not count.
Result<void> release_job(Database& database, const JobClaim& claim, Timestamp now);

}  // namespace stratum::store
