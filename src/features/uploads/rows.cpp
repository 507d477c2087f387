#include "rows.hpp"

#include "stratum/library/hearing_orders.hpp"
#include "stratum/library/loose_blobs.hpp"
#include "stratum/library/stored.hpp"

#include <algorithm>
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
// Null where it was begun before, or by somebody who left.
constexpr std::string_view kMakers = "ALTER TABLE uploads ADD COLUMN created_by BYTEA";
constexpr std::array kSteps{store::Migration{1, "uploads", kUploads}, store::Migration{2, "who uploads", kMakers}};

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

Result<void> note_loose(store::Database& database, const Bytes& blob, Timestamp now) {
    store::BlobId id{};
    if (blob.size() != id.size()) return {};
    std::ranges::copy(blob, id.begin());
    return library::note_loose_blob(database, id, now);
}

store::Value bytes_or_null(const std::optional<Uuid>& id) { return id ? store::Value{id->bytes} : store::Value{}; }

}  // namespace

store::MigrationSet schema() { return {"uploads", kSteps}; }

Result<void> insert(store::Database& database, const Upload& upload) {
    STRATUM_TRY_VOID(database.execute(
        "INSERT INTO uploads (workspace_id, id, name, playlist_id, length, kept, created_at, expires_at, created_by) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        {upload.workspace.bytes, upload.id.bytes, upload.name, bytes_or_null(upload.playlist), upload.length,
         upload.kept, upload.created_at.milliseconds, upload.expires_at.milliseconds,
         bytes_or_null(upload.created_by)}));
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
    // What could not be heard has no file that would be erased one day.
    std::vector<Bytes> blobs;
    STRATUM_TRY_VOID(database.each("DELETE FROM uploads WHERE job_id IS NOT NULL AND expires_at <= $1 RETURNING blob",
                                   {now.milliseconds - kWeek}, [&](const store::Row& row) -> Result<void> {
                                       blobs.push_back(row.bytes(0));
                                       return {};
                                   }));
    for (const Bytes& blob : blobs) STRATUM_TRY_VOID(note_loose(database, blob, now));
    return expired + static_cast<std::int64_t>(blobs.size());
}

Result<bool> is_needed(store::Database& database, const store::BlobId& blob) {
    STRATUM_TRY(const bool file, library::is_a_file(database, blob));
    if (file) return true;
    STRATUM_TRY(
        const auto upload,
        database.query_one("SELECT 1 FROM uploads u WHERE u.blob = $1 AND NOT EXISTS (SELECT 1 FROM jobs j WHERE "
                           "j.workspace_id = u.workspace_id AND j.id = u.job_id AND j.state = 'succeeded') "
                           "LIMIT 1",
                           {blob}));
    if (upload) return true;
    // An order to hear it names it by its path, as it is.
    const std::string key = crypto::to_hex(blob);
    const std::string holds =
        database.engine() == store::Engine::sqlite ? "instr(payload, $2) > 0" : "position($2 in payload) > 0";
    STRATUM_TRY(const auto order,
                database.query_one("SELECT 1 FROM jobs WHERE state IN ('queued', 'running') AND kind = "
                                   "$1 AND " +
                                       holds + " LIMIT 1",
                                   {library::kAnalyseJob, Bytes(key.begin(), key.end())}));
    return order.has_value();
}

Result<void> leave(store::Database& database, const Uuid& workspace, Timestamp now) {
    std::vector<Bytes> blobs;
    STRATUM_TRY_VOID(database.each("SELECT blob FROM uploads WHERE workspace_id = $1 AND blob IS NOT NULL",
                                   {workspace.bytes}, [&](const store::Row& row) -> Result<void> {
                                       blobs.push_back(row.bytes(0));
                                       return {};
                                   }));
    for (const Bytes& blob : blobs) STRATUM_TRY_VOID(note_loose(database, blob, now));
    return library::note_all_loose(database, workspace, now);
}

Result<void> write_personal(store::Database& database, const platform::Person& person, JsonWriter& w) {
    w.begin_array();
    STRATUM_TRY_VOID(
        database.each("SELECT workspace_id, id, name, length, created_at, created_by FROM uploads ORDER BY id", {},
                      [&](const store::Row& row) -> Result<void> {
                          const Uuid workspace = uuid_from(row.bytes(0)).value_or(Uuid{});
                          const bool own = std::ranges::find(person.own, workspace) != person.own.end();
                          if (!own && uuid_from(row.bytes(5)) != person.id) return {};
                          w.begin_object();
                          w.member("workspace", to_text(workspace));
                          w.member("id", to_text(uuid_from(row.bytes(1)).value_or(Uuid{})));
                          w.member("name", row.text(2));
                          w.member("size", row.integer(3));
                          w.member("begun_at", to_rfc3339(Timestamp{row.integer(4)}));
                          w.end_object();
                          return {};
                      }));
    w.end_array();
    return {};
}

Result<void> forget_maker(store::Database& database, const Uuid& user) {
    STRATUM_TRY_VOID(database.execute("UPDATE uploads SET created_by = NULL WHERE created_by = $1", {user.bytes}));
    return {};
}

}  // namespace stratum::uploads
