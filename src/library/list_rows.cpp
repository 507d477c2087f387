#include "list_rows.hpp"

#include "search_words.hpp"
#include "sql_text.hpp"
#include "stratum/base/text.hpp"
#include "summary_rows.hpp"
#include "tag_rows.hpp"

#include <algorithm>

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

Result<std::int64_t> number_of(const Library::State& state, const Uuid& track) {
    STRATUM_TRY(const auto row, state.database->query_one(
                                    "SELECT number FROM track_summaries WHERE workspace_id = $1 AND track_id = $2",
                                    {state.workspace.bytes, track.bytes}));
    if (!row) return error(ErrorCode::not_found, "the library holds no track with the id " + to_text(track));
    return row->integer(0);
}

std::size_t letters_in(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<std::uint8_t>(c) & 0xc0U) != 0x80U; }));
}

Result<std::string> checked_name(std::string_view name) {
    constexpr std::size_t kMost = 200;
    std::string kept = is_blank(name) ? std::string{} : storable(trim(name));
    if (kept.empty() || letters_in(kept) > kMost)
        return error(
            ErrorCode::invalid_argument,
            kept.empty() ? "a list needs a name" : "the name has " + std::to_string(letters_in(kept)) + " letters",
            "it has 1 to " + std::to_string(kMost));
    return kept;
}

Result<std::optional<std::string>> checked_description(const std::optional<std::string>& description) {
    constexpr std::size_t kMost = 4000;
    if (!description) return std::optional<std::string>{};
    if (letters_in(*description) > kMost)
        return error(ErrorCode::invalid_argument,
                     "the description has " + std::to_string(letters_in(*description)) + " letters",
                     "it has at most " + std::to_string(kMost));
    return std::optional{storable(*description)};
}

std::string name_key(std::string_view name) {
    constexpr std::size_t kLongest = 240;
    return cut(plain_text(name), kLongest);
}

Result<void> checked_page(const PageRequest& page) {
    if (page.limit >= 1 && page.limit <= kLargestPage && page.offset >= 0) return {};
    return error(ErrorCode::invalid_argument, "a page of " + std::to_string(page.limit) + " items",
                 "ask for 1 to " + std::to_string(kLargestPage) + ", and for an offset of 0 or more");
}

Result<ListRows> rows_by_name(const Library::State& state, std::string_view table, std::string_view columns,
                              std::size_t count, std::string_view q, const PageRequest& page) {
    STRATUM_TRY_VOID(checked_page(page));
    const std::string list = std::string{table} + " " + std::string{q};
    SqlText rest;
    rest << " FROM " << table << " WHERE workspace_id = " << store::Value{state.workspace.bytes};
    if (const std::string key = name_key(trim(q)); !key.empty())
        rest << (state.database->engine() == store::Engine::sqlite ? " AND instr(name_key, " : " AND strpos(name_key, ")
             << store::Value{key} << ") > 0";
    ListRows found;
    if (page.count) {
        STRATUM_TRY(const auto rows, ("SELECT count(*)" + rest).rows_from(*state.database));
        found.total = rows.empty() ? 0 : rows.front().integer(0);
    }
    if (!page.cursor.empty()) {
        STRATUM_TRY(const PageCursor from, parse_cursor(page.cursor, list));
        if (!std::holds_alternative<std::string>(from.value.get()))
            return error(ErrorCode::invalid_argument, "the cursor is not one of this list",
                         "take next_cursor of the page before, or begin without one");
        rest << " AND (name_key, id) > (" << from.value << ", " << store::Value{from.id} << ")";
    }
    rest << " ORDER BY name_key, id LIMIT " << store::Value{page.limit + 1};
    if (page.offset > 0) rest << " OFFSET " << store::Value{page.offset};
    STRATUM_TRY(found.rows, ("SELECT " + std::string{columns} + ", name_key" + rest).rows_from(*state.database));
    if (found.rows.size() <= page.limit) return found;
    found.rows.resize(page.limit, store::Row{{}});
    const store::Row& last = found.rows.back();
    found.next_cursor = to_cursor_text({.value = last.text(count), .id = last.bytes(0)}, list);
    return found;
}

}  // namespace stratum::library
