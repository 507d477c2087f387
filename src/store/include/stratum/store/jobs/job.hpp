#pragma once

#include "stratum/base/clock.hpp"
#include "stratum/base/ids.hpp"
#include "stratum/base/units.hpp"
#include "stratum/store/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace stratum::store {

/// Where a job stands. Its row is the truth; whatever else says "there is work" only wakes somebody up.
///
///                  enqueue                       claim: attempt + 1, fence + 1, lease until ...
///                     |                  .----------------------------------------------------.
///                     v                  |                                                    v
///                  queued ---------------'                                                 running --- complete --->
///                  succeeded
///                   | ^ ^                                                                   |  |  ^
///            cancel | | '-- fail: after a pause that doubles; postpone; lapse; release ----' |  '- heartbeat: lease
///            longer
///                   | |                                                                      |
///                   v '---- retry_job -----------------. .-- attempts used up, no use in     |
///               cancelled <--- cancel, seen by -------- | |   repeating, deadline passed, ---'
///                              heartbeat                dead  too many lapses
///
/// Attempts are what the work itself has used up. One that is postponed (the database was away), released (the worker
/// went home) or lapses (its worker was not heard of until the lease ended) does not count; lapses have a count of
/// their own.
enum class JobState : std::uint8_t {
    queued,  ///< Also those that wait for another attempt.
    running,
    succeeded,
    dead,  ///< Failed for good; kept for a person to look at.
    cancelled,
};
[[nodiscard]] std::string_view name_of(JobState state);
[[nodiscard]] bool from_name(std::string_view name, JobState& out);

/// What somebody wants done.
struct NewJob {
    Uuid workspace;
    std::string kind;           ///< Which handler runs it: "analyse".
    Bytes payload{};            ///< What the handler is told.
    std::int64_t priority = 0;  ///< Higher goes first.
    int max_attempts = 5;
    std::optional<Timestamp> run_after{};  ///< Not before.
    std::optional<Timestamp> deadline{};   ///< After it nobody needs the result any more.
    std::optional<std::string>
        idempotency_key{};  ///< One job per workspace, kind and key, however often it is asked for.
};

struct Job {
    Uuid workspace;
    Uuid id;
    std::string kind;
    Bytes payload;
    JobState state = JobState::queued;
    std::int64_t priority = 0;
    int attempts = 0;  ///< Begun so far, without those that do not count.
    int max_attempts = 0;
    double progress = 0.0;  ///< 0 to 1.
    std::string message;    ///< What it is doing, for a person.
    bool cancel_requested = false;
    std::string error_code;  ///< Of the last attempt that failed; empty when none did.
    std::string error_message;
    Bytes result;
    Timestamp created_at;
    Timestamp run_after;
    std::optional<Timestamp> deadline;
    std::optional<Timestamp> started_at;   ///< The first attempt.
    std::optional<Timestamp> finished_at;  ///< Succeeded, dead or cancelled.
};

/// One attempt at one job, in the hands of one worker until its lease ends. The fence is a number that grows with each
/// claim of the job, so that a worker that was presumed dead can not finish what another one has begun.
struct JobClaim {
    Uuid workspace;
    Uuid id;
    std::string kind;
    Bytes payload;
    int attempt = 1;
    int max_attempts = 1;
    std::int64_t fence = 0;
    std::optional<Timestamp> deadline;
};

}  // namespace stratum::store
