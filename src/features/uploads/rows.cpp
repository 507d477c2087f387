#include "rows.hpp"

#include "stratum/library/stored.hpp"

#include <array>

namespace stratum::uploads {
namespace {

constexpr std::string_view kUploads = R"(
CREATE TABLE uploads (
    workspace_id BYTEA NOT NULL,
    id BYTEA NOT NULL,
    name TEXT NOT NULL,
    playlist_id BYTEA,
    length BIGINT NOT NULL,
    kept BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    blob BYTEA,
    job_id BYTEA,
    PRIMARY KEY (workspace_id, id));
CREATE INDEX uploads_by_expiry ON uploads (expires_at);
)";
constexpr std::array kSteps{store::Migration{1, "uploads", kUploads}};

const std::string kColumns = "workspace_id, id, name, playlist_id, length, kept, created_at, expires_at, job_id";

Upload upload_from(const store::Row& row) {
    return {.workspace = uuid_from(row.bytes(0)).value_or(Uuid{}),
            .id = uuid_from(row.bytes(1)).value_or(Uuid{}),
            .name = row.text(2),
            .playlist = uuid_from(row.bytes(3)),
            .length = row.integer(4),
            .kept = row.integer(5),
            .created_at = {row.integer(6)},
            .expires_at = {row.integer(7)},
            .job = uuid_from(row.bytes(8))};
}

Result<std::vector<Upload>> all(store::Database& database, const std::string& rest, store::Database::Values values) {
    std::vector<Upload> found;
    STRATUM_TRY_VOID(database.each("SELECT " + kColumns + " FROM uploads " + rest, values,
                                   [&](const store::Row& row) -> Result<void> {
                                       found.push_back(upload_from(row));
                                       return {};
                                   }));
    return found;
}

store::Value bytes_or_null(const std::optional<Uuid>& id) { return id ? store::Value{id->bytes} : store::Value{}; }

}  // namespace

store::MigrationSet schema() { return {"uploads", kSteps}; }

Result<void> insert(store::Database& database, const Upload& upload) {
    STRATUM_TRY_VOID(database.execute(
        "INSERT INTO uploads (workspace_id, id, name, playlist_id, length, kept, created_at, expires_at) VALUES ($1, "
        "$2, $3, $4, $5, $6, $7, $8)",
        {upload.workspace.bytes, upload.id.bytes, upload.name, bytes_or_null(upload.playlist), upload.length,
         upload.kept, upload.created_at.milliseconds, upload.expires_at.milliseconds}));
    return {};
}

Result<std::optional<Upload>> find(store::Database& database, const Uuid& workspace, const Uuid& id) {
    STRATUM_TRY(auto found, all(database, "WHERE workspace_id = $1 AND id = $2", {workspace.bytes, id.bytes}));
    if (found.empty()) return std::optional<Upload>{};
    return std::optional{std::move(found.front())};
}

Result<std::vector<Upload>> list(store::Database& database, const Uuid& workspace, const std::optional<Uuid>& before,
                                 std::int64_t limit) {
    if (!before) return all(database, "WHERE workspace_id = $1 ORDER BY id DESC LIMIT $2", {workspace.bytes, limit});
    return all(database, "WHERE workspace_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
               {workspace.bytes, before->bytes, limit});
}

Result<void> advance(store::Database& database, const Upload& upload, std::int64_t kept, Timestamp expires_at) {
    STRATUM_TRY(const auto changed,
                database.execute("UPDATE uploads SET kept = $3, expires_at = $4 WHERE workspace_id = $1 AND id = $2 "
                                 "AND kept <= $3",
                                 {upload.workspace.bytes, upload.id.bytes, kept, expires_at.milliseconds}));
    if (changed == 1) return {};
    return error(ErrorCode::not_found, "this upload was given up meanwhile", "begin it anew");
}

Result<void> hand_over(store::Database& database, const Upload& upload, const store::BlobId& blob, const Uuid& job) {
    STRATUM_TRY_VOID(database.execute("UPDATE uploads SET blob = $3, job_id = $4 WHERE workspace_id = $1 AND id = $2",
                                      {upload.workspace.bytes, upload.id.bytes, blob, job.bytes}));
    return {};
}

Result<void> remove(store::Database& database, const Uuid& workspace, const Uuid& id) {
    STRATUM_TRY_VOID(
        database.execute("DELETE FROM uploads WHERE workspace_id = $1 AND id = $2", {workspace.bytes, id.bytes}));
    return {};
}

Result<std::int64_t> bytes_of(store::Database& database, const Uuid& workspace) {
    // Paths are bytes; those that begin with the word lie between it and the same with its last letter one further.
    const std::string first{library::kStored};
    std::string last = first;
    ++last.back();
    const auto bytes = [](const std::string& text) { return Bytes(text.begin(), text.end()); };
    STRATUM_TRY(const auto files,
                database.query_one("SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM files WHERE workspace_id = $1 "
                                   "AND path >= $2 AND path < $3",
                                   {workspace.bytes, bytes(first), bytes(last)}));
    STRATUM_TRY(const auto coming,
                database.query_one("SELECT CAST(COALESCE(SUM(length), 0) AS BIGINT) FROM uploads WHERE workspace_id = "
                                   "$1 AND job_id IS NULL",
                                   {workspace.bytes}));
    return (files ? files->integer(0) : 0) + (coming ? coming->integer(0) : 0);
}

Result<std::vector<Upload>> arrived(store::Database& database) {
    return all(database, "WHERE kept = length AND job_id IS NULL ORDER BY id LIMIT 100", {});
}

Result<std::int64_t> prune(store::Database& database, Timestamp now) {
    constexpr std::int64_t kWeek = 7LL * 86'400'000;
    STRATUM_TRY(const auto expired,
                database.execute("DELETE FROM uploads WHERE job_id IS NULL AND expires_at <= $1", {now.milliseconds}));
    STRATUM_TRY(const auto done, database.execute("DELETE FROM uploads WHERE job_id IS NOT NULL AND expires_at <= $1",
                                                  {now.milliseconds - kWeek}));
    return expired + done;
}

}  // namespace stratum::uploads
