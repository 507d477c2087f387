#include "stratum/library/loose_blobs.hpp"

#include "state.hpp"
#include "stratum/library/stored.hpp"
#include "stratum/store/jobs/job_store.hpp"

#include <algorithm>

namespace stratum::library {
namespace {

/// The server's own jobs are of no workspace.
constexpr Uuid kServer{};
constexpr std::int64_t kDay = 86'400'000;

LooseBlob loose_from(const store::Row& row) {
    LooseBlob out{.going = row.integer(1) != 0};
    const Bytes id = row.bytes(0);
    std::copy_n(id.begin(), std::min(id.size(), out.id.size()), out.id.begin());
    return out;
}

std::optional<store::BlobId> blob_of(const std::string& path) {
    const auto stored = parse_stored(path);
    return stored ? store::parse_blob_id(stored->key) : std::nullopt;
}

/// The paths of one blob lie between its key with a slash and the same with the letter after the slash.
std::pair<Bytes, Bytes> paths_of(const store::BlobId& blob) {
    const std::string key = std::string{kStored} + crypto::to_hex(blob);
    return {path_bytes(key + "/"), path_bytes(key + "0")};
}

}  // namespace

Result<void> note_loose(store::Database& database, IdSource& ids, std::span<const std::string> paths, Timestamp now) {
    bool any = false;
    for (const std::string& path : paths) {
        const auto blob = blob_of(path);
        if (!blob) continue;
        STRATUM_TRY_VOID(note_loose_blob(database, *blob, now));
        any = true;
    }
    if (any) STRATUM_TRY_VOID(store::enqueue_job(database, ids, {.workspace = kServer, .kind = kRemoveBlobsJob}, now));
    return {};
}

Result<void> note_all_loose(store::Database& database, const Uuid& workspace, Timestamp now) {
    std::vector<store::BlobId> blobs;
    STRATUM_TRY_VOID(database.each("SELECT path FROM files WHERE workspace_id = $1 AND path >= $2 AND path < $3",
                                   {workspace.bytes, path_bytes(kStored), path_bytes("stored;")},
                                   [&](const store::Row& row) -> Result<void> {
                                       if (const auto blob = blob_of(path_text(row.bytes(0)))) blobs.push_back(*blob);
                                       return {};
                                   }));
    for (const store::BlobId& blob : blobs) STRATUM_TRY_VOID(note_loose_blob(database, blob, now));
    return {};
}

Result<void> note_loose_blob(store::Database& database, const store::BlobId& blob, Timestamp now) {
    STRATUM_TRY_VOID(
        database.execute("INSERT INTO loose_blobs (id, since, going) VALUES ($1, $2, 0) ON CONFLICT (id) DO "
                         "UPDATE SET since = excluded.since WHERE loose_blobs.since > excluded.since",
                         {blob, now.milliseconds}));
    return {};
}

Result<void> note_coming_blob(store::Database& database, const store::BlobId& blob, Timestamp now) {
    STRATUM_TRY_VOID(
        database.execute("INSERT INTO loose_blobs (id, since, going) VALUES ($1, $2, 0) ON CONFLICT (id) DO NOTHING",
                         {blob, now.milliseconds + kDay}));
    return {};
}

Result<std::vector<LooseBlob>> loose_blobs(store::Database& database, std::size_t most, Timestamp now) {
    std::vector<LooseBlob> out;
    STRATUM_TRY_VOID(database.each("SELECT id, going FROM loose_blobs WHERE since <= $2 ORDER BY since, id LIMIT $1",
                                   {most, now.milliseconds}, [&](const store::Row& row) -> Result<void> {
                                       out.push_back(loose_from(row));
                                       return {};
                                   }));
    return out;
}

Result<std::optional<LooseBlob>> find_loose(store::Database& database, const store::BlobId& blob) {
    STRATUM_TRY(const auto row, database.query_one("SELECT id, going FROM loose_blobs WHERE id = $1", {blob}));
    return row ? std::optional{loose_from(*row)} : std::nullopt;
}

Result<void> mark_going(store::Database& database, const store::BlobId& blob) {
    STRATUM_TRY_VOID(database.execute("UPDATE loose_blobs SET going = 1 WHERE id = $1", {blob}));
    return {};
}

Result<void> forget_loose(store::Database& database, const store::BlobId& blob) {
    STRATUM_TRY_VOID(database.execute("DELETE FROM loose_blobs WHERE id = $1", {blob}));
    return {};
}

Result<bool> is_a_file(store::Database& database, const store::BlobId& blob) {
    // Paths are found by workspace.
    const auto [first, last] = paths_of(blob);
    STRATUM_TRY(const auto row,
                database.query_one("SELECT 1 FROM workspaces w WHERE EXISTS (SELECT 1 FROM files f WHERE "
                                   "f.workspace_id = w.id AND f.path >= $1 AND f.path < $2) LIMIT 1",
                                   {first, last}));
    return row.has_value();
}

}  // namespace stratum::library
