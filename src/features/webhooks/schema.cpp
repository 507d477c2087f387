#include "schema.hpp"

#include <array>

namespace stratum::webhooks {
namespace {

// `events` are patterns, one a line. Secrets are sealed; the old one signs until `old_until`. `version` counts changes
// of what a person sets. `send_job` is the job that sends, or has sent, for this webhook; another one does nothing.
// What is due is found by an index that holds nothing else.
constexpr std::string_view kTables = R"(
CREATE TABLE webhooks (
    workspace_id BYTEA NOT NULL,
    id BYTEA NOT NULL,
    url TEXT NOT NULL,
    description TEXT,
    events TEXT NOT NULL,
    enabled BIGINT NOT NULL,
    disabled_reason TEXT,
    secret BYTEA NOT NULL,
    old_secret BYTEA,
    old_until BIGINT,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    last_delivery_at BIGINT,
    last_state TEXT,
    failures BIGINT NOT NULL,
    failing_since BIGINT,
    not_before BIGINT NOT NULL,
    send_job BYTEA,
    PRIMARY KEY (workspace_id, id));

CREATE TABLE webhook_deliveries (
    workspace_id BYTEA NOT NULL,
    id BYTEA NOT NULL,
    webhook_id BYTEA NOT NULL,
    event_id BYTEA,
    event_name TEXT NOT NULL,
    body TEXT NOT NULL,
    urgent BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'retrying', 'failed')),
    attempts BIGINT NOT NULL,
    status BIGINT,
    answer TEXT,
    error TEXT,
    duration DOUBLE PRECISION,
    created_at BIGINT NOT NULL,
    last_try_at BIGINT,
    next_try_at BIGINT,
    PRIMARY KEY (workspace_id, id));
CREATE INDEX webhook_deliveries_log ON webhook_deliveries (workspace_id, webhook_id, id);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (workspace_id, webhook_id, urgent DESC, next_try_at, id)
    WHERE state IN ('waiting', 'retrying');
)";

// Null where it was made before, or by somebody who left.
constexpr std::string_view kMakers = "ALTER TABLE webhooks ADD COLUMN created_by BYTEA";

constexpr std::array kSteps{store::Migration{1, "webhooks and their deliveries", kTables},
                            store::Migration{2, "who made webhooks", kMakers}};

}  // namespace

store::MigrationSet schema() { return {"webhooks", kSteps}; }

}  // namespace stratum::webhooks
