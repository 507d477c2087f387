#include "stratum/library/personal.hpp"

#include "correction_rows.hpp"
#include "state.hpp"
#include "stratum/library/summary_json.hpp"
#include "summary_rows.hpp"

namespace stratum::library {
namespace {

std::string id_text(const store::Row& row, std::size_t column) {
    return to_text(uuid_from(row.bytes(column)).value_or(Uuid{}));
}
std::string time_text(const store::Row& row, std::size_t column) { return to_rfc3339(Timestamp{row.integer(column)}); }
void text_member(JsonWriter& w, std::string_view name, const store::Row& row, std::size_t column) {
    if (!row.is_null(column)) w.member(name, row.text(column));
}

/// An array with one object for each row, whose members `write` makes.
Result<void> write_rows(store::Database& database, JsonWriter& w, std::string_view sql, store::Database::Values values,
                        const std::function<Result<void>(const store::Row& row)>& write) {
    w.begin_array();
    STRATUM_TRY_VOID(database.each(sql, values, [&](const store::Row& row) -> Result<void> {
        w.begin_object();
        STRATUM_TRY_VOID(write(row));
        w.end_object();
        return {};
    }));
    w.end_array();
    return {};
}

Result<void> write_files(store::Database& database, const Uuid& workspace, const Uuid& track, JsonWriter& w) {
    return write_rows(database, w,
                      "SELECT path, size, created_at FROM files WHERE workspace_id = $1 AND track_id = $2 ORDER BY id",
                      {workspace.bytes, track.bytes}, [&](const store::Row& row) -> Result<void> {
                          w.member("path", path_text(row.bytes(0)));
                          w.member("size", row.integer(1));
                          w.member("added_at", time_text(row, 2));
                          return {};
                      });
}

Result<void> write_edits(store::Database& database, const Uuid& workspace, const Uuid& track, JsonWriter& w) {
    return write_rows(
        database, w,
        "SELECT field, value, created_at FROM track_edits WHERE workspace_id = $1 AND track_id = $2 ORDER "
        "BY id",
        {workspace.bytes, track.bytes}, [&](const store::Row& row) -> Result<void> {
            w.member("field", row.text(0));
            text_member(w, "value", row, 1);
            w.member("at", time_text(row, 2));
            return {};
        });
}

Result<void> write_tracks(store::Database& database, const Uuid& workspace, JsonWriter& w) {
    STRATUM_TRY(const auto ids,
                database.query("SELECT id FROM tracks WHERE workspace_id = $1 ORDER BY id", {workspace.bytes}));
    w.begin_array();
    for (const auto& id : ids) {
        const Uuid track = uuid_from(id.bytes(0)).value_or(Uuid{});
        STRATUM_TRY(const auto row, summary_row(database, workspace, track));
        w.begin_object();
        if (row)
            write_track_members(w, row->summary);
        else
            w.member("id", to_text(track));
        w.key("files");
        STRATUM_TRY_VOID(write_files(database, workspace, track, w));
        w.key("edits");
        STRATUM_TRY_VOID(write_edits(database, workspace, track, w));
        w.end_object();
    }
    w.end_array();
    return {};
}

/// Playlists and collections have their tracks in a table each.
Result<void> write_lists(store::Database& database, const Uuid& workspace, JsonWriter& w, std::string_view columns,
                         std::string_view tracks) {
    STRATUM_TRY(const auto lists, database.query(columns, {workspace.bytes}));
    w.begin_array();
    for (const auto& list : lists) {
        w.begin_object();
        w.member("id", id_text(list, 0));
        w.member("name", list.text(1));
        text_member(w, "description", list, 2);
        text_member(w, "query", list, 3);
        w.member("created_at", time_text(list, 4));
        w.key("track_ids");
        w.begin_array();
        STRATUM_TRY_VOID(database.each(tracks, {workspace.bytes, list.bytes(0)}, [&](const store::Row& row) {
            w.string(id_text(row, 0));
            return Result<void>{};
        }));
        w.end_array();
        w.end_object();
    }
    w.end_array();
    return {};
}

Result<void> write_value(JsonWriter& w, std::string_view name, const Bytes& value) {
    CorrectedField field{};
    if (value.empty() || !from_name(name, field)) return {};
    Corrections values;
    STRATUM_TRY_VOID(from_value(values, field, value));
    w.member("tempo", values.tempo);
    w.member("grid", values.grid);
    w.member("beats_per_bar", values.beats_per_bar);
    if (!values.key) return {};
    w.member("key", values.key->key);
    w.member("key_over_time", values.key->over_time);
    return {};
}

}  // namespace

Result<void> write_holdings(store::Database& database, const Uuid& workspace, JsonWriter& w) {
    w.begin_object();
    w.member("workspace", to_text(workspace));
    w.key("tracks");
    STRATUM_TRY_VOID(write_tracks(database, workspace, w));
    w.key("playlists");
    STRATUM_TRY_VOID(
        write_lists(database, workspace, w,
                    "SELECT id, name, description, NULL, created_at FROM playlists WHERE workspace_id = $1 ORDER BY id",
                    "SELECT s.track_id FROM playlist_entries e JOIN track_summaries s ON s.number = e.number WHERE "
                    "e.workspace_id = $1 "
                    "AND e.playlist_id = $2 ORDER BY e.place"));
    w.key("collections");
    STRATUM_TRY_VOID(write_lists(
        database, workspace, w,
        "SELECT id, name, description, query, created_at FROM collections WHERE workspace_id = $1 ORDER BY id",
        "SELECT s.track_id FROM collection_tracks c JOIN track_summaries s ON s.number = c.number WHERE c.workspace_id "
        "= "
        "$1 AND c.collection_id = $2 ORDER BY c.number"));
    w.end_object();
    return {};
}

Result<void> write_edits_by(store::Database& database, const Uuid& user, JsonWriter& w) {
    return write_rows(
        database, w,
        "SELECT workspace_id, track_id, field, value, created_at FROM track_edits WHERE author = $1 ORDER "
        "BY id",
        {to_text(user)}, [&](const store::Row& row) -> Result<void> {
            w.member("workspace", id_text(row, 0));
            w.member("track", id_text(row, 1));
            w.member("field", row.text(2));
            text_member(w, "value", row, 3);
            w.member("at", time_text(row, 4));
            return {};
        });
}

Result<void> write_corrections_by(store::Database& database, const Uuid& user, JsonWriter& w) {
    return write_rows(
        database, w,
        "SELECT c.workspace_id, c.track_id, s.action, c.field, c.value, c.created_at FROM corrections c JOIN "
        "correction_steps s ON s.workspace_id = c.workspace_id AND s.number = c.step WHERE c.author = $1 ORDER BY c.id",
        {to_text(user)}, [&](const store::Row& row) -> Result<void> {
            w.member("workspace", id_text(row, 0));
            w.member("track", id_text(row, 1));
            w.member("action", row.text(2));
            w.member("field", row.text(3));
            STRATUM_TRY_VOID(write_value(w, row.text(3), row.bytes(4)));
            w.member("at", time_text(row, 5));
            return {};
        });
}

Result<void> forget_edits_by(store::Database& database, const Uuid& user) {
    STRATUM_TRY_VOID(
        database.execute("UPDATE track_edits SET author = $2 WHERE author = $1", {to_text(user), kSomebody}));
    return {};
}

Result<void> forget_corrections_by(store::Database& database, const Uuid& user) {
    for (const char* const table : {"correction_steps", "corrections"})
        STRATUM_TRY_VOID(database.execute("UPDATE " + std::string{table} + " SET author = $2 WHERE author = $1",
                                          {to_text(user), kSomebody}));
    return {};
}

}  // namespace stratum::library
