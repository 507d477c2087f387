/// Into the bin, out of it, and away for good.

#include "state.hpp"
#include "stratum/library/tracks.hpp"
#include "summary_writer.hpp"
#include "telling.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace stratum::library {
namespace {

Result<SummaryRow> row_of(const Library::State& state, const Uuid& track) {
    STRATUM_TRY(auto row, summary_row(*state.database, state.workspace, track));
    if (!row) return error(ErrorCode::not_found, "the library holds no track with the id " + to_text(track));
    return std::move(*row);
}

Result<std::int64_t> move(Library::State& state, std::span<const Uuid> tracks, bool into_bin) {
    STRATUM_TRY(auto transaction, state.begin());
    std::vector<Uuid> moved;
    for (const Uuid& track : tracks) {
        STRATUM_TRY(SummaryRow row, row_of(state, track));
        if (row.summary.binned_at.has_value() == into_bin) continue;
        row.summary.updated_at = state.clock.now();
        row.summary.binned_at = into_bin ? std::optional{state.clock.now()} : std::nullopt;
        ++row.summary.version;
        STRATUM_TRY_VOID(write_summary(*state.database, state.workspace, row));
        moved.push_back(track);
    }
    STRATUM_TRY_VOID(tell(state, into_bin ? "track.binned" : "track.restored", moved));
    STRATUM_TRY_VOID(transaction.commit());
    return static_cast<std::int64_t>(moved.size());
}

/// What erased tracks had, and others may have too.
struct Leftovers {
    std::set<Bytes> paths;
    std::set<Bytes> contents;
};

/// Takes one track out of every table that names it.
Result<void> take_out(Library::State& state, const Uuid& track, Leftovers& leftovers) {
    store::Database& database = *state.database;
    const auto& workspace = state.workspace.bytes;
    for (const char* const sql : {"SELECT path, content_id FROM files WHERE workspace_id = $1 AND track_id = $2",
                                  "SELECT NULL, content_id FROM departures WHERE workspace_id = $1 AND track_id = $2"})
        STRATUM_TRY_VOID(database.each(sql, {workspace, track.bytes}, [&](const store::Row& row) -> Result<void> {
            if (!row.is_null(0)) leftovers.paths.insert(row.bytes(0));
            leftovers.contents.insert(row.bytes(1));
            return {};
        }));
    STRATUM_TRY_VOID(SummaryWriter{state}.remove(track));
    STRATUM_TRY_VOID(
        database.execute("DELETE FROM tags WHERE workspace_id = $1 AND file_id IN (SELECT id FROM files WHERE "
                         "workspace_id = $1 AND track_id = $2)",
                         {workspace, track.bytes}));
    for (const char* const table : {"files", "departures", "corrections"})
        STRATUM_TRY_VOID(
            database.execute("DELETE FROM " + std::string{table} + " WHERE workspace_id = $1 AND track_id = $2",
                             {workspace, track.bytes}));
    STRATUM_TRY_VOID(
        database.execute("DELETE FROM tracks WHERE workspace_id = $1 AND id = $2", {workspace, track.bytes}));
    return {};
}

/// Audio that nobody has any more takes what was heard in it along.
Result<bool> forget_if_unused(Library::State& state, const Bytes& content) {
    store::Database& database = *state.database;
    const auto& workspace = state.workspace.bytes;
    for (const char* const table : {"files", "departures"}) {
        STRATUM_TRY(const auto user, database.query_one("SELECT 1 FROM " + std::string{table} +
                                                            " WHERE workspace_id = $1 AND content_id = $2 LIMIT 1",
                                                        {workspace, content}));
        if (user) return false;
    }
    STRATUM_TRY_VOID(
        database.execute("DELETE FROM analyses WHERE workspace_id = $1 AND content_id = $2", {workspace, content}));
    STRATUM_TRY_VOID(
        database.execute("DELETE FROM contents WHERE workspace_id = $1 AND id = $2", {workspace, content}));
    return true;
}

}  // namespace

Result<std::int64_t> Tracks::bin(std::span<const Uuid> tracks) { return move(state_, tracks, true); }

Result<std::int64_t> Tracks::restore(std::span<const Uuid> tracks) { return move(state_, tracks, false); }

Result<Erased> Tracks::erase(std::span<const Uuid> tracks) {
    STRATUM_TRY(auto transaction, state_.begin());
    const std::set<Uuid> each(tracks.begin(), tracks.end());
    for (const Uuid& track : each) {
        STRATUM_TRY(const SummaryRow row, row_of(state_, track));
        if (!row.summary.binned_at)
            return error(ErrorCode::invalid_argument, "the track " + to_text(track) + " is not in the bin",
                         "put it there first");
    }
    Leftovers leftovers;
    for (const Uuid& track : each) STRATUM_TRY_VOID(take_out(state_, track, leftovers));
    Erased erased;
    erased.tracks = static_cast<std::int64_t>(each.size());
    for (const Bytes& path : leftovers.paths)
        if (is_stored(path_text(path))) erased.stored.push_back(path_text(path));
    for (const Bytes& content : leftovers.contents) {
        STRATUM_TRY(const bool gone, forget_if_unused(state_, content));
        media::ContentId id{};
        if (!gone || content.size() != id.size()) continue;
        std::ranges::copy(content, id.begin());
        erased.contents.push_back(id);
    }
    STRATUM_TRY_VOID(tell(state_, "track.erased", std::vector(each.begin(), each.end())));
    STRATUM_TRY_VOID(transaction.commit());
    return erased;
}

}  // namespace stratum::library
