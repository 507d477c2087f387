#include "stratum/store/jobs/job_store.hpp"

#include "enqueued.hpp"
#include "job_rows.hpp"
#include "stratum/base/text.hpp"
#include "stratum/store/signal.hpp"

namespace stratum::store {
namespace {

const std::string kSelect = "SELECT " + std::string{kJobColumns} + " FROM jobs ";

std::optional<std::int64_t> number(const std::optional<Timestamp>& time) {
    return time ? std::optional{time->milliseconds} : std::nullopt;
}

/// For those who name jobs to workers. What is for later is found by looking.
void note_due(Database& database, const Uuid& workspace, const Uuid& id) {
    if (auto* const enqueued = EnqueuedJobs::of(database)) enqueued->remember({workspace, id});
}

Error no_such_job(const Uuid& id) { return error(ErrorCode::not_found, "there is no job " + to_text(id)); }

}  // namespace

Result<Enqueued> enqueue_job(Database& database, IdSource& ids, const NewJob& job, Timestamp now) {
    if (job.kind.empty()) return error(ErrorCode::invalid_argument, "a job needs a kind");
    if (job.max_attempts < 1) return error(ErrorCode::invalid_argument, "a job needs at least one attempt");
    const Uuid id = ids.next();
    STRATUM_TRY(
        const std::int64_t made,
        database.execute(
            "INSERT INTO jobs (workspace_id, id, kind, payload, state, priority, attempts,"
            " max_attempts, run_after, deadline, idempotency_key, fence, cancel_requested, progress,"
            " message, error_code, error_message, created_at)"
            " VALUES ($1, $2, $3, $4, 'queued', $5, 0, $6, $7, $8, $9, 0, 0, 0, '', '', '', $10)"
            " ON CONFLICT (workspace_id, kind, idempotency_key) DO NOTHING",
            {job.workspace.bytes, id.bytes, job.kind, job.payload, job.priority, job.max_attempts,
             job.run_after.value_or(now).milliseconds, number(job.deadline), job.idempotency_key, now.milliseconds}));
    if (made == 1) {
        STRATUM_TRY_VOID(announce(database, kJobsChannel));
        if (job.run_after.value_or(now) <= now) note_due(database, job.workspace, id);
        return Enqueued{.id = id, .is_new = true};
    }
    STRATUM_TRY(const auto row, database.query_one("SELECT id FROM jobs WHERE workspace_id = $1 AND kind = $2"
                                                   " AND idempotency_key = $3",
                                                   {job.workspace.bytes, job.kind, job.idempotency_key}));
    if (!row) return error(ErrorCode::busy, "the job of this key was removed meanwhile", "ask again");
    STRATUM_TRY(const Uuid known, id_from(*row, 0));
    return Enqueued{.id = known, .is_new = false};
}

Result<std::optional<Job>> find_job(Database& database, const Uuid& workspace, const Uuid& id) {
    STRATUM_TRY(const auto row,
                database.query_one(kSelect + "WHERE workspace_id = $1 AND id = $2", {workspace.bytes, id.bytes}));
    if (!row) return std::optional<Job>{};
    STRATUM_TRY(auto job, job_from(*row));
    return std::optional{std::move(job)};
}

Result<std::vector<Job>> list_jobs(Database& database, const Uuid& workspace, const JobFilter& filter) {
    std::vector<Value> values{workspace.bytes, filter.limit};
    std::string where = "WHERE workspace_id = $1";
    const auto also = [&](std::string_view condition, Value value) {
        values.push_back(std::move(value));
        where += std::string{condition} + std::to_string(values.size());
    };
    if (filter.state) also(" AND state = $", name_of(*filter.state));
    if (filter.kind) also(" AND kind = $", *filter.kind);
    if (filter.before) also(" AND id < $", filter.before->bytes);
    std::vector<Job> jobs;
    const Database::OnRow keep = [&](const Row& row) -> Result<void> {
        STRATUM_TRY(auto job, job_from(row));
        jobs.push_back(std::move(job));
        return {};
    };
    STRATUM_TRY_VOID(database.run(kSelect + where + " ORDER BY id DESC LIMIT $2", values, &keep));
    return jobs;
}

Result<std::map<JobState, std::int64_t>> count_jobs(Database& database) {
    std::map<JobState, std::int64_t> counts;
    STRATUM_TRY_VOID(
        database.each("SELECT state, count(*) FROM jobs GROUP BY state", {}, [&](const Row& row) -> Result<void> {
            STRATUM_TRY(const JobState state, state_from(row, 0));
            counts[state] = row.integer(1);
            return {};
        }));
    return counts;
}

Result<std::map<std::string, OpenJobs>> count_open_jobs(Database& database, Timestamp now) {
    std::map<std::string, OpenJobs> counts;
    // Apart and in so many words, since each of the indexes holds one state.
    STRATUM_TRY_VOID(
        database.each("SELECT kind, count(*), sum(CASE WHEN run_after > $1 THEN 1 ELSE 0 END) FROM jobs WHERE state = "
                      "'queued' GROUP BY kind",
                      {now.milliseconds}, [&](const Row& row) -> Result<void> {
                          counts[row.text(0)].later = row.integer(2);
                          counts[row.text(0)].waiting = row.integer(1) - row.integer(2);
                          return {};
                      }));
    STRATUM_TRY_VOID(database.each("SELECT kind, count(*) FROM jobs WHERE state = 'running' GROUP BY kind", {},
                                   [&](const Row& row) -> Result<void> {
                                       counts[row.text(0)].running = row.integer(1);
                                       return {};
                                   }));
    STRATUM_TRY_VOID(database.each("SELECT kind, count(*) FROM jobs WHERE state = 'dead' GROUP BY kind", {},
                                   [&](const Row& row) -> Result<void> {
                                       counts[row.text(0)].dead = row.integer(1);
                                       return {};
                                   }));
    return counts;
}

Result<JobState> cancel_job(Database& database, const Uuid& workspace, const Uuid& id, Timestamp now) {
    STRATUM_TRY(const auto row,
                database.query_one("UPDATE jobs SET cancel_requested = 1,"
                                   " state = CASE WHEN state = 'queued' THEN 'cancelled' ELSE state END,"
                                   " finished_at = CASE WHEN state = 'queued' THEN $3 ELSE finished_at END"
                                   " WHERE workspace_id = $1 AND id = $2 AND state IN ('queued', 'running')"
                                   " RETURNING state",
                                   {workspace.bytes, id.bytes, now.milliseconds}));
    if (row) return state_from(*row, 0);
    STRATUM_TRY(const auto job, find_job(database, workspace, id));
    if (!job) return no_such_job(id);
    return job->state;
}

Result<void> retry_job(Database& database, const Uuid& workspace, const Uuid& id, Timestamp now) {
    STRATUM_TRY(
        const std::int64_t changed,
        database.execute("UPDATE jobs SET state = 'queued', attempts = 0, lapses = 0, run_after = $3, deadline = NULL,"
                         " cancel_requested = 0, progress = 0, message = '', error_code = '',"
                         " error_message = '', finished_at = NULL"
                         " WHERE workspace_id = $1 AND id = $2 AND state IN ('dead', 'cancelled')",
                         {workspace.bytes, id.bytes, now.milliseconds}));
    if (changed == 1) {
        note_due(database, workspace, id);
        return announce(database, kJobsChannel);
    }
    STRATUM_TRY(const auto job, find_job(database, workspace, id));
    if (!job) return no_such_job(id);
    return error(ErrorCode::not_found, "the job " + to_text(id) + " is " + std::string{name_of(job->state)} +
                                           "; only dead and cancelled ones can be retried");
}

Result<std::int64_t> prune_jobs(Database& database, Timestamp before, std::size_t limit) {
    return database.execute(
        "DELETE FROM jobs WHERE (workspace_id, id) IN (SELECT workspace_id, id FROM jobs"
        " WHERE finished_at IS NOT NULL AND finished_at < $1 ORDER BY finished_at LIMIT $2)",
        {before.milliseconds, limit});
}

}  // namespace stratum::store
