#include "list_rows.hpp"

namespace stratum::library {

Result<void> recount_playlist(store::Database& database, const Uuid& workspace, const Uuid& playlist, Timestamp now) {
    STRATUM_TRY_VOID(database.execute(
        "UPDATE playlists SET version = version + 1, updated_at = $3, "
        "tracks = (SELECT count(*) FROM playlist_entries e WHERE e.workspace_id = $1 AND e.playlist_id = $2), "
        "duration = (SELECT COALESCE(sum(s.duration), 0.0) FROM playlist_entries e JOIN track_summaries s ON s.number "
        "= "
        "e.number WHERE e.workspace_id = $1 AND e.playlist_id = $2) WHERE workspace_id = $1 AND id = $2",
        {workspace.bytes, playlist.bytes, now.milliseconds}));
    return {};
}

Result<void> recount_collection(store::Database& database, const Uuid& workspace, const Uuid& collection,
                                Timestamp now) {
    STRATUM_TRY_VOID(database.execute(
        "UPDATE collections SET version = version + 1, updated_at = $3, "
        "tracks = (SELECT count(*) FROM collection_tracks t WHERE t.workspace_id = $1 AND t.collection_id = $2) "
        "WHERE workspace_id = $1 AND id = $2",
        {workspace.bytes, collection.bytes, now.milliseconds}));
    return {};
}

Result<void> leave_lists(store::Database& database, const Uuid& workspace, std::int64_t number, Timestamp now) {
    STRATUM_TRY(const auto playlists,
                database.query("SELECT DISTINCT playlist_id FROM playlist_entries WHERE number = $1", {number}));
    STRATUM_TRY(const auto collections,
                database.query("SELECT collection_id FROM collection_tracks WHERE number = $1", {number}));
    STRATUM_TRY_VOID(database.execute("DELETE FROM playlist_entries WHERE number = $1", {number}));
    STRATUM_TRY_VOID(database.execute("DELETE FROM collection_tracks WHERE number = $1", {number}));
    for (const auto& row : playlists)
        if (const auto id = uuid_from(row.bytes(0))) STRATUM_TRY_VOID(recount_playlist(database, workspace, *id, now));
    for (const auto& row : collections)
        if (const auto id = uuid_from(row.bytes(0)))
            STRATUM_TRY_VOID(recount_collection(database, workspace, *id, now));
    return {};
}

}  // namespace stratum::library
