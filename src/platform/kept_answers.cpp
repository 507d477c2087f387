#include "stratum/platform/kept_answers.hpp"

#include "stratum/platform/schema.hpp"

#include <array>

namespace stratum::platform {
namespace {

constexpr std::string_view kFirst = R"(
CREATE TABLE idempotency (
    owner BYTEA NOT NULL,
    key TEXT NOT NULL,
    fingerprint BYTEA NOT NULL,
    status BIGINT NOT NULL,
    content_type TEXT NOT NULL,
    location TEXT NOT NULL,
    etag TEXT NOT NULL,
    body BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (owner, key));
CREATE INDEX idempotency_by_age ON idempotency (created_at);
)";
// The old rows go: nobody could say whose they are, and there are secrets among them. Zeros stand for the workspace of
// what is about oneself, for a person without an account, and where no API key asked.
constexpr std::string_view kOwned = R"(
DROP TABLE idempotency;
CREATE TABLE idempotency (
    workspace_id BYTEA NOT NULL,
    user_id BYTEA NOT NULL,
    api_key_id BYTEA NOT NULL,
    key TEXT NOT NULL,
    fingerprint BYTEA NOT NULL,
    status BIGINT NOT NULL,
    content_type TEXT NOT NULL,
    location TEXT NOT NULL,
    etag TEXT NOT NULL,
    body BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, user_id, api_key_id, key));
CREATE INDEX idempotency_by_age ON idempotency (created_at);
CREATE INDEX idempotency_by_user ON idempotency (user_id);
)";
constexpr std::array kSteps{store::Migration{1, "answers to repeated requests", kFirst},
                            store::Migration{2, "such answers belong to who asked", kOwned}};

Result<void> write(store::Database& database, const Person& person, JsonWriter& w) {
    w.begin_array();
    STRATUM_TRY_VOID(database.each(
        "SELECT workspace_id, created_at, body FROM idempotency WHERE user_id = $1 ORDER BY created_at, key",
        {person.id.bytes}, [&](const store::Row& row) -> Result<void> {
            w.begin_object();
            w.member("workspace", to_text(uuid_from(row.bytes(0)).value_or(Uuid{})));
            w.member("at", to_rfc3339(Timestamp{row.integer(1)}));
            w.member("answer", std::string{row.bytes(2).begin(), row.bytes(2).end()});
            w.end_object();
            return {};
        }));
    w.end_array();
    return {};
}

Result<void> forget(store::Database& database, const Uuid& user) {
    STRATUM_TRY_VOID(database.execute("DELETE FROM idempotency WHERE user_id = $1", {user.bytes}));
    return {};
}

}  // namespace

Result<std::int64_t> prune_answers(store::Database& database, Timestamp now, std::int64_t most) {
    return database.execute(
        "DELETE FROM idempotency WHERE (workspace_id, user_id, api_key_id, key) IN (SELECT workspace_id, user_id, "
        "api_key_id, key FROM idempotency WHERE created_at < $1 ORDER BY created_at LIMIT $2)",
        {now.milliseconds - kAnswersKept, most});
}

PersonalPart kept_answers_of_people() { return {.name = "kept_answers", .write = write, .forget = forget}; }

store::MigrationSet schema() { return {"platform", kSteps}; }

}  // namespace stratum::platform
