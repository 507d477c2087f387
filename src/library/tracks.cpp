/// One track, the bin, and bringing summaries up.

#include "stratum/library/tracks.hpp"

#include "state.hpp"
#include "summary_writer.hpp"
#include "tag_rows.hpp"
#include "telling.hpp"
#include "track_edits.hpp"

#include <algorithm>

namespace stratum::library {
namespace {

Error no_track(const Uuid& track) {
    return error(ErrorCode::not_found, "the library holds no track with the id " + to_text(track));
}

Result<std::vector<NamedList>> lists_with(store::Database& database, std::string_view sql, std::int64_t number) {
    std::vector<NamedList> lists;
    STRATUM_TRY_VOID(database.each(sql, {number}, [&](const store::Row& row) -> Result<void> {
        if (const auto id = uuid_from(row.bytes(0))) lists.push_back({*id, row.text(1)});
        return {};
    }));
    return lists;
}

}  // namespace

Result<TrackSummary> Tracks::summary(const Uuid& track) {
    STRATUM_TRY(auto row, summary_row(*state_.database, state_.workspace, track));
    if (!row) return no_track(track);
    return std::move(row->summary);
}

Result<TrackDetails> Tracks::details(const Uuid& track) {
    store::Database& database = *state_.database;
    const auto& workspace = state_.workspace.bytes;
    STRATUM_TRY(auto row, summary_row(database, state_.workspace, track));
    if (!row) return no_track(track);
    TrackDetails details;
    details.summary = std::move(row->summary);
    STRATUM_TRY(details.edits, newest_edits(database, state_.workspace, track));
    static const std::string kFiles = "SELECT" + std::string{kFileColumns} + ", f.media, c.frames " +
                                      std::string{kFromFiles} +
                                      "WHERE f.workspace_id = $1 AND f.track_id = $2 ORDER BY f.id";
    STRATUM_TRY(const auto files, database.query(kFiles, {workspace, track.bytes}));
    for (const auto& file : files) {
        TrackFile one;
        STRATUM_TRY(one.file, file_record(file));
        STRATUM_TRY(one.media, from_cbor<media::MediaInfo>(file.bytes(kFileColumnCount)));
        one.frames = file.integer(kFileColumnCount + 1);
        details.files.push_back(std::move(one));
    }
    if (!details.files.empty()) {
        const FileRecord& oldest = details.files.front().file;
        std::map<std::string, std::string, std::less<>> tags;
        STRATUM_TRY_VOID(database.each("SELECT field, value FROM tags WHERE workspace_id = $1 AND file_id = $2",
                                       {workspace, oldest.id.bytes}, [&](const store::Row& tag) -> Result<void> {
                                           tags.emplace(tag.text(0), tag.text(1));
                                           return {};
                                       }));
        details.tags = from_rows(tags);
        STRATUM_TRY(
            const auto newest,
            database.query_one("SELECT max(created_at) FROM analyses WHERE workspace_id = $1 AND content_id = $2",
                               {workspace, oldest.content}));
        if (newest && !newest->is_null(0)) details.analysed_at = Timestamp{newest->integer(0)};
    }
    STRATUM_TRY(details.playlists,
                lists_with(database,
                           "SELECT p.id, p.name FROM playlists p WHERE EXISTS (SELECT 1 FROM playlist_entries e WHERE "
                           "e.workspace_id = p.workspace_id AND e.playlist_id = p.id AND e.number = $1) ORDER BY "
                           "p.name_key, p.id",
                           row->number));
    STRATUM_TRY(details.collections,
                lists_with(database,
                           "SELECT c.id, c.name FROM collection_tracks t JOIN collections c ON c.workspace_id = "
                           "t.workspace_id AND c.id = t.collection_id WHERE t.number = $1 ORDER BY c.name_key, c.id",
                           row->number));
    return details;
}

Result<void> Tracks::note_analysis(std::span<const Uuid> tracks, std::optional<AnalysisState> work) {
    using enum AnalysisState;
    if (work && *work != queued && *work != running && *work != failed)
        return error(ErrorCode::invalid_argument,
                     "the state " + std::string{name_of(*work)} + " follows from what is kept",
                     "only queued, running and failed are told");
    STRATUM_TRY(auto transaction, state_.begin());
    for (const Uuid& track : tracks) {
        STRATUM_TRY(auto row, summary_row(*state_.database, state_.workspace, track));
        if (!row || row->work == work) continue;
        row->work = work;
        if (work) {
            row->summary.analysis = *work;
            ++row->summary.version;
        } else {
            state_.touch(track);  // What it is then follows from its rows.
        }
        STRATUM_TRY_VOID(write_summary(*state_.database, state_.workspace, *row));
    }
    STRATUM_TRY_VOID(SummaryWriter{state_}.refresh(Cause::updated));
    return transaction.commit();
}

Result<std::optional<Uuid>> Tracks::rebuild(const Uuid& after, std::size_t most) {
    STRATUM_TRY(auto transaction, state_.begin());
    std::optional<Uuid> last;
    std::size_t found = 0;
    STRATUM_TRY_VOID(state_.database->each(
        "SELECT t.id FROM tracks t LEFT JOIN track_summaries s ON s.workspace_id = t.workspace_id AND s.track_id = "
        "t.id "
        "WHERE t.workspace_id = $1 AND t.id > $2 AND (s.made_with IS NULL OR s.made_with <> $3) ORDER BY t.id LIMIT $4",
        {state_.workspace.bytes, after.bytes, SummaryWriter::made_with(), most},
        [&](const store::Row& row) -> Result<void> {
            ++found;
            last = uuid_from(row.bytes(0));
            if (last) state_.touch(*last);
            return {};
        }));
    STRATUM_TRY_VOID(SummaryWriter{state_}.refresh(Cause::rebuilt));
    STRATUM_TRY_VOID(transaction.commit());
    return found < most ? std::optional<Uuid>{} : last;
}

}  // namespace stratum::library
