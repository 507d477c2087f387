#include "stratum/store/jobs/jobs_schema.hpp"

#include <array>

namespace stratum::store {
namespace {

// Times are milliseconds since 1970. What waits and what runs is found by indexes that hold nothing else, so that a
// million finished jobs cost a claim nothing.
constexpr std::string_view kJobs = R"(
CREATE TABLE jobs (
    workspace_id BYTEA NOT NULL,
    id BYTEA NOT NULL,
    kind TEXT NOT NULL,
    payload BYTEA NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'succeeded', 'dead', 'cancelled')),
    priority BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    max_attempts BIGINT NOT NULL,
    run_after BIGINT NOT NULL,
    deadline BIGINT,
    idempotency_key TEXT,
    fence BIGINT NOT NULL,
    lease_owner TEXT,
    lease_until BIGINT,
    cancel_requested BIGINT NOT NULL,
    progress DOUBLE PRECISION NOT NULL,
    message TEXT NOT NULL,
    result BYTEA,
    error_code TEXT NOT NULL,
    error_message TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    started_at BIGINT,
    finished_at BIGINT,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, kind, idempotency_key));
CREATE INDEX jobs_waiting ON jobs (priority DESC, run_after, id) WHERE state = 'queued';
CREATE INDEX jobs_with_deadline ON jobs (deadline) WHERE state = 'queued' AND deadline IS NOT NULL;
CREATE INDEX jobs_leased ON jobs (lease_until) WHERE state = 'running';
CREATE INDEX jobs_done ON jobs (finished_at) WHERE finished_at IS NOT NULL;
)";

constexpr std::string_view kLapses = "ALTER TABLE jobs ADD COLUMN lapses BIGINT NOT NULL DEFAULT 0";

constexpr std::string_view kDead = "CREATE INDEX jobs_dead ON jobs (kind) WHERE state = 'dead'";

constexpr std::array kSteps{Migration{1, "jobs", kJobs}, Migration{2, "lapses of jobs", kLapses},
                            Migration{3, "dead jobs are counted", kDead}};

}  // namespace

MigrationSet jobs_schema() { return {"jobs", kSteps}; }

}  // namespace stratum::store
