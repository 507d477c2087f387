#include "list_rows.hpp"
#include "order_keys.hpp"
#include "sql_text.hpp"
#include "summary_rows.hpp"
#include "telling.hpp"

#include <algorithm>
#include <set>

namespace stratum::library {
namespace {

constexpr std::string_view kColumns = "id, name, description, tracks, duration, created_at, updated_at, version";
constexpr std::size_t kColumnCount = 8;

Playlist playlist_from(const store::Row& row) {
    return {.id = uuid_from(row.bytes(0)).value_or(Uuid{}),
            .name = row.text(1),
            .description = row.is_null(2) ? std::nullopt : std::optional{row.text(2)},
            .tracks = row.integer(3),
            .duration = Seconds{row.number(4)},
            .created_at = Timestamp{row.integer(5)},
            .updated_at = Timestamp{row.integer(6)},
            .version = row.integer(7)};
}

Error no_entry(const Uuid& entry) {
    return error(ErrorCode::not_found, "the playlist has no entry with the id " + to_text(entry));
}

}  // namespace

Result<Playlist> Playlists::get(const Uuid& playlist) {
    static const std::string kSql =
        "SELECT " + std::string{kColumns} + " FROM playlists WHERE workspace_id = $1 AND id = $2";
    STRATUM_TRY(const auto row, state_.database->query_one(kSql, {state_.workspace.bytes, playlist.bytes}));
    if (!row) return error(ErrorCode::not_found, "there is no playlist with the id " + to_text(playlist));
    return playlist_from(*row);
}

Result<Page<Playlist>> Playlists::list(std::string_view q, const PageRequest& page) {
    STRATUM_TRY(auto found, rows_by_name(state_, "playlists", kColumns, kColumnCount, q, page));
    Page<Playlist> lists{.next_cursor = std::move(found.next_cursor), .total = found.total};
    for (const auto& row : found.rows) lists.items.push_back(playlist_from(row));
    return lists;
}

/// After its entries changed.
Result<Playlist> Playlists::changed(const Uuid& playlist) {
    STRATUM_TRY_VOID(recount_playlist(*state_.database, state_.workspace, playlist, state_.clock.now()));
    STRATUM_TRY_VOID(tell_list(state_, "playlist.updated", "playlist_id", playlist));
    return get(playlist);
}

Result<Playlist> Playlists::create(std::string_view name, const std::optional<std::string>& description,
                                   std::span<const Uuid> tracks) {
    STRATUM_TRY(const std::string kept, checked_name(name));
    STRATUM_TRY(const auto text, checked_description(description));
    STRATUM_TRY(auto transaction, state_.begin());
    const Uuid id = state_.ids.next();
    const std::int64_t now = state_.clock.now().milliseconds;
    STRATUM_TRY_VOID(state_.database->execute(
        "INSERT INTO playlists (workspace_id, id, name, name_key, description, tracks, duration, created_at, "
        "updated_at, version) VALUES ($1, $2, $3, $4, $5, 0, 0.0, $6, $6, 1)",
        {state_.workspace.bytes, id.bytes, kept, name_key(kept), text, now}));
    if (tracks.empty()) {
        STRATUM_TRY_VOID(tell_list(state_, "playlist.updated", "playlist_id", id));
    } else {
        STRATUM_TRY_VOID(add(id, tracks));
    }
    STRATUM_TRY(auto playlist, get(id));
    STRATUM_TRY_VOID(transaction.commit());
    return playlist;
}

Result<Playlist> Playlists::update(const Uuid& playlist, const ListPatch& patch) {
    if (patch.query) return error(ErrorCode::invalid_argument, "a playlist has no query", "collections have");
    STRATUM_TRY(auto transaction, state_.begin());
    STRATUM_TRY(Playlist before, get(playlist));
    std::string name = before.name;
    if (patch.name) {
        STRATUM_TRY(name, checked_name(*patch.name));
    }
    STRATUM_TRY(const auto description, checked_description(patch.description.value_or(before.description)));
    if (name == before.name && description == before.description) return before;
    STRATUM_TRY_VOID(state_.database->execute(
        "UPDATE playlists SET name = $3, name_key = $4, description = $5, updated_at = $6, version = version + 1 WHERE "
        "workspace_id = $1 AND id = $2",
        {state_.workspace.bytes, playlist.bytes, name, name_key(name), description, state_.clock.now().milliseconds}));
    STRATUM_TRY_VOID(tell_list(state_, "playlist.updated", "playlist_id", playlist));
    STRATUM_TRY(auto after, get(playlist));
    STRATUM_TRY_VOID(transaction.commit());
    return after;
}

Result<void> Playlists::remove(const Uuid& playlist) {
    STRATUM_TRY(auto transaction, state_.begin());
    STRATUM_TRY_VOID(get(playlist));
    STRATUM_TRY_VOID(
        state_.database->execute("DELETE FROM playlist_entries WHERE workspace_id = $1 AND playlist_id = $2",
                                 {state_.workspace.bytes, playlist.bytes}));
    STRATUM_TRY_VOID(state_.database->execute("DELETE FROM playlists WHERE workspace_id = $1 AND id = $2",
                                              {state_.workspace.bytes, playlist.bytes}));
    STRATUM_TRY_VOID(tell_list(state_, "playlist.deleted", "playlist_id", playlist));
    return transaction.commit();
}

Result<Page<PlaylistEntry>> Playlists::entries(const Uuid& playlist, const PageRequest& page) {
    STRATUM_TRY_VOID(checked_page(page));
    STRATUM_TRY(const Playlist list, get(playlist));
    const std::string name = "entries of " + to_text(playlist);
    Page<PlaylistEntry> found;
    if (page.count) found.total = list.tracks;
    SqlText sql;
    sql << "SELECT" << kSummaryColumns
        << ", e.id, e.created_at, e.place FROM playlist_entries e CROSS JOIN track_summaries s WHERE e.workspace_id = "
        << store::Value{state_.workspace.bytes} << " AND e.playlist_id = " << store::Value{playlist.bytes}
        << " AND s.number = e.number";
    std::int64_t position = page.offset;
    if (!page.cursor.empty()) {
        STRATUM_TRY(const PageCursor from, parse_cursor(page.cursor, name));
        if (!std::holds_alternative<Bytes>(from.value.get()))
            return error(ErrorCode::invalid_argument, "the cursor is not one of this list",
                         "take next_cursor of the page before, or begin without one");
        sql << " AND e.place > " << from.value;
        STRATUM_TRY(const auto passed,
                    state_.database->query_one("SELECT count(*) FROM playlist_entries WHERE workspace_id = $1 AND "
                                               "playlist_id = $2 AND place <= $3",
                                               {state_.workspace.bytes, playlist.bytes, from.value}));
        if (passed) position += passed->integer(0);
    }
    sql << " ORDER BY e.place LIMIT " << store::Value{page.limit + 1} << " OFFSET " << store::Value{page.offset};
    STRATUM_TRY(const auto rows, sql.rows_from(*state_.database));
    for (const store::Row& row : rows) {
        if (found.items.size() == page.limit) {
            const store::Row& last = rows[page.limit - 1];
            found.next_cursor = to_cursor_text({.value = last.bytes(kSummaryColumnCount + 2)}, name);
            break;
        }
        PlaylistEntry entry{.id = uuid_from(row.bytes(kSummaryColumnCount)).value_or(Uuid{}),
                            .position = position++,
                            .added_at = Timestamp{row.integer(kSummaryColumnCount + 1)}};
        STRATUM_TRY(entry.track, summary_from(row));
        found.items.push_back(std::move(entry));
    }
    return found;
}

/// Nothing when the places have grown too long.
Result<std::optional<std::vector<Bytes>>> Playlists::try_places(const Uuid& playlist, const std::optional<Uuid>& before,
                                                                std::size_t count) {
    store::Database& database = *state_.database;
    const auto& workspace = state_.workspace.bytes;
    std::optional<Bytes> next;
    if (before) {
        STRATUM_TRY(const auto row, database.query_one("SELECT place FROM playlist_entries WHERE workspace_id = $1 AND "
                                                       "id = $2 AND playlist_id = $3",
                                                       {workspace, before->bytes, playlist.bytes}));
        if (!row) return no_entry(*before);
        next = row->bytes(0);
    }
    STRATUM_TRY(const auto row,
                next
                    ? database.query_one("SELECT place FROM playlist_entries WHERE workspace_id = $1 AND playlist_id = "
                                         "$2 AND place < $3 ORDER BY place DESC LIMIT 1",
                                         {workspace, playlist.bytes, *next})
                    : database.query_one("SELECT place FROM playlist_entries WHERE workspace_id = $1 AND playlist_id = "
                                         "$2 ORDER BY place DESC LIMIT 1",
                                         {workspace, playlist.bytes}));
    std::optional<Bytes> last;
    if (row) last = row->bytes(0);
    auto keys = order_keys_between(last, next, count);
    const bool too_long = std::ranges::any_of(keys, [](const Bytes& key) { return key.size() > kLongestOrderKey; });
    return too_long ? std::optional<std::vector<Bytes>>{} : std::optional{std::move(keys)};
}

Result<std::vector<Bytes>> Playlists::places(const Uuid& playlist, const std::optional<Uuid>& before,
                                             std::size_t count) {
    STRATUM_TRY(auto keys, try_places(playlist, before, count));
    if (keys) return std::move(*keys);
    STRATUM_TRY_VOID(space_evenly(playlist));
    STRATUM_TRY(keys, try_places(playlist, before, count));
    STRATUM_CHECK(keys.has_value());
    return std::move(*keys);
}

Result<void> Playlists::space_evenly(const Uuid& playlist) {
    STRATUM_TRY(const auto rows,
                state_.database->query("SELECT id FROM playlist_entries WHERE workspace_id = $1 AND playlist_id = $2 "
                                       "ORDER BY place",
                                       {state_.workspace.bytes, playlist.bytes}));
    const auto keys = order_keys_between({}, {}, rows.size());
    // Beyond all others first, since no two may have the same place meanwhile.
    for (const bool aside : {true, false})
        for (std::size_t i = 0; i < rows.size(); ++i) {
            Bytes key = keys[i];
            if (aside) key.insert(key.begin(), 0xff);
            STRATUM_TRY_VOID(
                state_.database->execute("UPDATE playlist_entries SET place = $3 WHERE workspace_id = $1 AND id = $2",
                                         {state_.workspace.bytes, rows[i].bytes(0), key}));
        }
    return {};
}

Result<EntriesAdded> Playlists::add(const Uuid& playlist, std::span<const Uuid> tracks,
                                    const std::optional<Uuid>& before) {
    STRATUM_TRY(auto transaction, state_.begin());
    STRATUM_TRY(const Playlist list, get(playlist));
    if (list.tracks + static_cast<std::int64_t>(tracks.size()) > kMostEntries)
        return error(ErrorCode::invalid_argument,
                     "the playlist would have more than " + std::to_string(kMostEntries) + " entries",
                     "make another playlist");
    std::vector<std::int64_t> numbers;
    for (const Uuid& track : tracks) {
        STRATUM_TRY(numbers.emplace_back(), number_of(state_, track));
    }
    STRATUM_TRY(const auto keys, places(playlist, before, numbers.size()));
    EntriesAdded added;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        added.entries.push_back(state_.ids.next());
        STRATUM_TRY_VOID(
            state_.database->execute("INSERT INTO playlist_entries (workspace_id, id, playlist_id, place, number, "
                                     "created_at) VALUES ($1, $2, $3, "
                                     "$4, $5, $6)",
                                     {state_.workspace.bytes, added.entries.back().bytes, playlist.bytes, keys[i],
                                      numbers[i], state_.clock.now().milliseconds}));
    }
    STRATUM_TRY(added.playlist, changed(playlist));
    STRATUM_TRY_VOID(transaction.commit());
    return added;
}

Result<Playlist> Playlists::move(const Uuid& playlist, std::span<const Uuid> entries,
                                 const std::optional<Uuid>& before) {
    const std::set<Uuid> distinct(entries.begin(), entries.end());
    if (distinct.size() != entries.size() || (before && distinct.contains(*before)))
        return error(ErrorCode::invalid_argument, "an entry comes twice in what shall be moved",
                     "name each once, and none of them as the one to come before");
    STRATUM_TRY(auto transaction, state_.begin());
    STRATUM_TRY_VOID(get(playlist));
    const auto write = [&](const Uuid& entry, const Bytes& place) -> Result<void> {
        STRATUM_TRY(const auto there, state_.database->execute(
                                          "UPDATE playlist_entries SET place = $4 WHERE workspace_id = $1 AND id = $2 "
                                          "AND playlist_id = $3",
                                          {state_.workspace.bytes, entry.bytes, playlist.bytes, place}));
        if (there == 0) return no_entry(entry);
        return {};
    };
    STRATUM_TRY(const auto keys, places(playlist, before, entries.size()));
    for (std::size_t i = 0; i < entries.size(); ++i) STRATUM_TRY_VOID(write(entries[i], keys[i]));
    STRATUM_TRY(auto after, changed(playlist));
    STRATUM_TRY_VOID(transaction.commit());
    return after;
}

Result<Playlist> Playlists::take_out(const Uuid& playlist, const Uuid& entry) {
    STRATUM_TRY(auto transaction, state_.begin());
    STRATUM_TRY_VOID(get(playlist));
    STRATUM_TRY(const auto taken,
                state_.database->execute(
                    "DELETE FROM playlist_entries WHERE workspace_id = $1 AND id = $2 AND playlist_id = $3",
                    {state_.workspace.bytes, entry.bytes, playlist.bytes}));
    if (taken == 0) return no_entry(entry);
    STRATUM_TRY(auto after, changed(playlist));
    STRATUM_TRY_VOID(transaction.commit());
    return after;
}

}  // namespace stratum::library
