#include "stratum/store/jobs/claims.hpp"

#include "job_rows.hpp"
#include "stratum/base/text.hpp"
#include "stratum/store/jobs/job_store.hpp"
#include "stratum/store/signal.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

namespace stratum::store {
namespace {

std::int64_t milliseconds(Seconds time) { return static_cast<std::int64_t>(std::llround(time.value() * 1000.0)); }

/// "$5, $6": places for the kinds, which are appended to `values`.
std::string places_of(std::span<const std::string> kinds, std::vector<Value>& values) {
    std::string places;
    for (const auto& kind : kinds) {
        values.emplace_back(kind);
        places += (places.empty() ? "$" : ", $") + std::to_string(values.size());
    }
    return places;
}

// $1 is now, $2 the end of the lease, $3 the worker.
constexpr std::string_view kTake =
    "UPDATE jobs SET state = 'running', attempts = attempts + 1, fence = fence + 1, lease_until = $2, lease_owner = $3,"
    " started_at = coalesce(started_at, $1), progress = 0, message = ''";
constexpr std::string_view kDue = " state = 'queued' AND run_after <= $1 AND (deadline IS NULL OR deadline > $1)";

/// As both engines take it: PostgreSQL's text holds no zero.
std::string stored_text(std::string_view text) {
    std::string clean = valid_utf8(text);
    std::erase(clean, '\0');
    return clean;
}

Error lost(const JobClaim& claim) {
    return error(ErrorCode::not_found, "the claim on job " + to_text(claim.id) + " is no longer held",
                 "its lease ran out; whoever has the job now will finish it");
}

/// Ends the attempt as failed, if it counts or not.
Result<JobState> give_up_attempt(Database& database, const JobClaim& claim, const Error& why, bool counts,
                                 Seconds pause, Timestamp now) {
    const bool again = !counts || worth_another_attempt(why.code);
    STRATUM_TRY(
        const auto row,
        database.query_one(
            "UPDATE jobs SET lease_owner = NULL, lease_until = NULL, run_after = $5, error_code = $7, error_message = "
            "$8, attempts = attempts - $9,"
            " state = CASE WHEN cancel_requested = 1 THEN 'cancelled'"
            " WHEN $6 = 0 OR attempts - $9 >= max_attempts OR deadline <= $5 THEN 'dead' ELSE 'queued' END,"
            " finished_at = CASE WHEN cancel_requested = 1 OR $6 = 0 OR attempts - $9 >= max_attempts OR deadline <= $5"
            " THEN $4 ELSE NULL END"
            " WHERE workspace_id = $1 AND id = $2 AND fence = $3 AND state = 'running' RETURNING state",
            {claim.workspace.bytes, claim.id.bytes, claim.fence, now.milliseconds,
             now.milliseconds + milliseconds(pause), again ? 1 : 0, name_of(why.code), stored_text(why.text()),
             counts ? 0 : 1}));
    if (!row) return lost(claim);
    return state_from(*row, 0);
}

Result<void> still_held(const JobClaim& claim, const Result<std::int64_t>& changed) {
    if (!changed) return changed.error();
    if (*changed == 0) return lost(claim);
    return {};
}

}  // namespace

Result<std::vector<JobClaim>> claim_jobs(Database& database, const ClaimOptions& options, Timestamp now) {
    if (options.kinds.empty() || options.most == 0) return std::vector<JobClaim>{};
    std::vector<Value> values{now.milliseconds, now.milliseconds + milliseconds(options.lease), options.worker,
                              options.most};
    // Rows are chosen first and only once; as a mere condition of the update, the choice could be made again for other
    // rows. PostgreSQL passes over those that somebody else is taking at this moment.
    const std::string sql =
        "WITH picked AS MATERIALIZED (SELECT workspace_id AS w, id AS i FROM jobs WHERE" + std::string{kDue} +
        " AND kind IN (" + places_of(options.kinds, values) + ") ORDER BY priority DESC, run_after, id LIMIT $4" +
        (database.engine() == Engine::postgresql ? " FOR UPDATE SKIP LOCKED) " : ") ") + std::string{kTake} +
        " FROM picked WHERE workspace_id = w AND id = i RETURNING " + std::string{kClaimColumns};
    struct Taken {
        std::int64_t priority;
        std::int64_t run_after;
        JobClaim claim;
    };
    std::vector<Taken> taken;
    const Database::OnRow keep = [&](const Row& row) -> Result<void> {
        STRATUM_TRY(auto claim, claim_from(row));
        taken.push_back({row.integer(8), row.integer(9), std::move(claim)});
        return {};
    };
    STRATUM_TRY_VOID(database.run(sql, values, &keep));
    // The rows come back in no order.
    std::ranges::sort(taken, [](const Taken& a, const Taken& b) {
        return std::tuple{-a.priority, a.run_after, a.claim.id} < std::tuple{-b.priority, b.run_after, b.claim.id};
    });
    std::vector<JobClaim> claims;
    claims.reserve(taken.size());
    for (auto& one : taken) claims.push_back(std::move(one.claim));
    return claims;
}

Result<std::optional<JobClaim>> claim_job(Database& database, const Uuid& workspace, const Uuid& id,
                                          const ClaimOptions& options, Timestamp now) {
    if (options.kinds.empty()) return std::optional<JobClaim>{};
    std::vector<Value> values{now.milliseconds, now.milliseconds + milliseconds(options.lease), options.worker,
                              workspace.bytes, id.bytes};
    const std::string sql = std::string{kTake} + " WHERE workspace_id = $4 AND id = $5 AND" + std::string{kDue} +
                            " AND kind IN (" + places_of(options.kinds, values) + ") RETURNING " +
                            std::string{kClaimColumns};
    std::optional<JobClaim> claim;
    const Database::OnRow keep = [&](const Row& row) -> Result<void> {
        STRATUM_TRY(claim, claim_from(row));
        return {};
    };
    STRATUM_TRY_VOID(database.run(sql, values, &keep));
    return claim;
}

Result<Recovered> recover_jobs(Database& database, Timestamp now) {
    Recovered out;
    bool any_waits = false;
    const Database::OnRow keep = [&](const Row& row) -> Result<void> {
        ++out.rows;
        STRATUM_TRY(const Uuid workspace, id_from(row, 0));
        STRATUM_TRY(const Uuid id, id_from(row, 1));
        STRATUM_TRY(const JobState state, state_from(row, 2));
        if (state == JobState::queued) return any_waits = true, Result<void>{};
        out.ended.push_back({workspace, id});
        return {};
    };
    STRATUM_TRY_VOID(database.run(
        "UPDATE jobs SET lease_owner = NULL, lease_until = NULL, run_after = $1, attempts = attempts - 1,"
        " lapses = lapses + 1,"
        " state = CASE WHEN cancel_requested = 1 THEN 'cancelled'"
        " WHEN lapses >= $2 OR deadline <= $1 THEN 'dead' ELSE 'queued' END,"
        " finished_at = CASE WHEN cancel_requested = 1 OR lapses >= $2 OR deadline <= $1 THEN $1"
        " ELSE finished_at END,"
        " error_code = 'crashed', error_message = 'the worker ' || coalesce(lease_owner, '') || ' was not heard of "
        "again'"
        " WHERE state = 'running' AND lease_until <= $1 RETURNING workspace_id, id, state",
        std::array<Value, 2>{now.milliseconds, kMostLapses}, &keep));
    STRATUM_TRY_VOID(
        database.run("UPDATE jobs SET state = 'dead', finished_at = $1, error_code = 'timeout',"
                     " error_message = 'the deadline passed before it could run'"
                     " WHERE state = 'queued' AND deadline IS NOT NULL AND deadline <= $1"
                     " RETURNING workspace_id, id, state",
                     std::array<Value, 1>{now.milliseconds}, &keep));
    if (any_waits) STRATUM_TRY_VOID(announce(database, kJobsChannel));
    return out;
}

Result<bool> any_job_due(Database& database, std::span<const std::string> kinds, Timestamp now) {
    std::vector<Value> values{now.milliseconds};
    const std::string places = kinds.empty() ? "''" : places_of(kinds, values);
    const std::string sql =
        "SELECT 1 WHERE EXISTS (SELECT 1 FROM jobs WHERE" + std::string{kDue} + " AND kind IN (" + places +
        ")) OR EXISTS (SELECT 1 FROM jobs WHERE state = 'running' AND lease_until <= $1)" +
        " OR EXISTS (SELECT 1 FROM jobs WHERE state = 'queued' AND deadline IS NOT NULL AND deadline <= $1)";
    bool any = false;
    const Database::OnRow found = [&](const Row&) -> Result<void> { return any = true, Result<void>{}; };
    STRATUM_TRY_VOID(database.run(sql, values, &found));
    return any;
}

Result<std::vector<HeartbeatAnswer>> beat(Database& database, std::span<const Heartbeat> beats, Seconds lease,
                                          Timestamp now) {
    std::vector<HeartbeatAnswer> answers;
    for (const Heartbeat& one : beats) {
        STRATUM_TRY(const auto row,
                    database.query_one("UPDATE jobs SET lease_until = $4, progress = $5, message = $6"
                                       " WHERE workspace_id = $1 AND id = $2 AND fence = $3 AND state = 'running'"
                                       " RETURNING cancel_requested, deadline",
                                       {one.claim->workspace.bytes, one.claim->id.bytes, one.claim->fence,
                                        now.milliseconds + milliseconds(lease), std::clamp(one.progress, 0.0, 1.0),
                                        stored_text(one.message)}));
        answers.push_back(!row                                                              ? HeartbeatAnswer::lost
                          : row->integer(0) != 0                                            ? HeartbeatAnswer::cancel
                          : row->optional_integer(1) && row->integer(1) <= now.milliseconds ? HeartbeatAnswer::overdue
                                                                                            : HeartbeatAnswer::go_on);
    }
    return answers;
}

Result<void> complete_job(Database& database, const JobClaim& claim, const Bytes& result, Timestamp now) {
    return still_held(claim,
                      database.execute("UPDATE jobs SET state = 'succeeded', result = $4, progress = 1,"
                                       " lease_owner = NULL, lease_until = NULL, finished_at = $5,"
                                       " error_code = '', error_message = ''"
                                       " WHERE workspace_id = $1 AND id = $2 AND fence = $3 AND state = 'running'",
                                       {claim.workspace.bytes, claim.id.bytes, claim.fence, result, now.milliseconds}));
}

Seconds retry_pause(const RetryPolicy& policy, int attempt, double chance) {
    const Seconds whole = std::min(policy.first * std::pow(2.0, std::clamp(attempt - 1, 0, 40)), policy.most);
    return whole * (0.5 + 0.5 * std::clamp(chance, 0.0, 1.0));
}

bool worth_another_attempt(ErrorCode code) {
    return worth_retrying(code) || code == ErrorCode::crashed || code == ErrorCode::internal;
}

Result<JobState> fail_job(Database& database, const JobClaim& claim, const Error& why, Seconds pause, Timestamp now) {
    return give_up_attempt(database, claim, why, true, pause, now);
}

Result<JobState> postpone_job(Database& database, const JobClaim& claim, const Error& why, Seconds pause,
                              Timestamp now) {
    return give_up_attempt(database, claim, why, false, pause, now);
}

Result<void> release_job(Database& database, const JobClaim& claim, Timestamp now) {
    STRATUM_TRY_VOID(still_held(
        claim, database.execute(
                   "UPDATE jobs SET lease_owner = NULL, lease_until = NULL, run_after = $4, attempts = attempts - 1,"
                   " state = CASE WHEN cancel_requested = 1 THEN 'cancelled' ELSE 'queued' END,"
                   " finished_at = CASE WHEN cancel_requested = 1 THEN $4 ELSE NULL END"
                   " WHERE workspace_id = $1 AND id = $2 AND fence = $3 AND state = 'running'",
                   {claim.workspace.bytes, claim.id.bytes, claim.fence, now.milliseconds})));
    return announce(database, kJobsChannel);
}

}  // namespace stratum::store
