#include "views.hpp"

#include "correction_rows.hpp"
#include "tag_rows.hpp"
#include "versions.hpp"

#include <algorithm>

namespace stratum::library {

Result<ContentView> content_view(store::Database& database, const Uuid& workspace, const media::ContentId& content,
                                 analysis::AnalyserSet parts) {
    ContentView view;
    STRATUM_TRY(
        const auto shape,
        database.query_one("SELECT sample_rate, channels, frames FROM contents WHERE workspace_id = $1 AND id = $2",
                           {workspace.bytes, content}));
    if (!shape) return error(ErrorCode::not_found, "the library does not know this content");
    view.report.rate = SampleRate{static_cast<std::int32_t>(shape->integer(0))};
    view.report.channels = static_cast<int>(shape->integer(1));
    if (view.report.rate.value() > 0) view.report.duration = duration_of(shape->integer(2), view.report.rate);

    if (parts.empty()) return view;
    std::string names;  // Of our own, so they need no binding.
    for (const auto id : analysis::kAllAnalysers)
        if (parts.has(id)) names += (names.empty() ? "'" : ", '") + std::string{analysis::name_of(id)} + "'";
    analysis::AnalyserSet seen;
    STRATUM_TRY_VOID(database.each(
        "SELECT analyser, version, inputs, options_hash, created_at, payload FROM analyses WHERE workspace_id = $1 AND "
        "content_id = $2 AND analyser IN (" +
            names + ") ORDER BY analyser, version DESC, id DESC",
        {workspace.bytes, content}, [&](const store::Row& row) -> Result<void> {
            analysis::AnalyserId id{};
            const bool current = is_current(row, 0, id);
            if (!analysis::from_name(row.text(0), id)) return {};  // of a newer program
            // Nobody misses what was never asked for; what was and is old by now is stale too.
            if (!current && !seen.has(id)) view.stale.add(id);
            // Of one analyser the current row, else the newest; rows come newest version first.
            if (seen.has(id) && !(current && view.stale.has(id))) return {};
            seen.add(id);
            if (current) view.stale.remove(id);
            view.newest = std::max(view.newest.value_or(Timestamp{}), Timestamp{row.integer(4)});
            if (row.bytes(5).empty()) return {};
            const auto read = analysis::part_from_cbor(view.report, id, row.bytes(5));
            if (!read) return read.error().within("the library holds a damaged " + row.text(0) + " row");
            return {};
        }));
    return view;
}

Result<analysis::Report> shown_report(store::Database& database, const Uuid& workspace, const Uuid& track,
                                      const media::ContentId& content, analysis::AnalyserSet parts) {
    STRATUM_TRY(auto view, content_view(database, workspace, content, parts));
    using enum analysis::AnalyserId;
    if (!parts.has(rhythm) && !parts.has(harmony)) return std::move(view.report);
    STRATUM_TRY(auto kept, kept_corrections(database, workspace, track));
    const Corrections corrections = fitting(std::move(kept), view.report, content);
    return corrections.empty() ? std::move(view.report) : laid_over(std::move(view.report), corrections);
}

namespace {

/// What the analysis has in the fields that are corrected.
analysis::Report only(const analysis::Report& report, const Corrections& corrections) {
    analysis::Report part;
    if (report.rhythm && (corrections.tempo || corrections.grid || corrections.beats_per_bar)) {
        auto& rhythm = part.rhythm.emplace();
        if (corrections.tempo) rhythm.tempo = report.rhythm->tempo;
        if (corrections.grid) rhythm.grid = report.rhythm->grid;
        if (corrections.beats_per_bar || corrections.grid) rhythm.metre = report.rhythm->metre;
    }
    if (report.harmony && corrections.key) {
        auto& harmony = part.harmony.emplace();
        harmony.key = report.harmony->key;
        harmony.key_over_time = report.harmony->key_over_time;
    }
    return part;
}

}  // namespace

Result<analysis::Report> Library::report(const media::ContentId& content) {
    STRATUM_TRY(auto view, content_view(*state_->database, state_->workspace, content, analysis::AnalyserSet::all()));
    return std::move(view.report);
}

Result<Uuid> Library::oldest_file(const Uuid& track) {
    STRATUM_TRY(const auto row,
                state_->database->query_one(
                    "SELECT id FROM files WHERE workspace_id = $1 AND track_id = $2 ORDER BY id LIMIT 1",
                    {state_->workspace.bytes, track.bytes}));
    const auto file = row ? uuid_from(row->bytes(0)) : std::nullopt;
    if (!file) return error(ErrorCode::not_found, "the library holds no audio of the track " + to_text(track));
    return *file;
}

Result<HeardAndSaid> Library::heard_and_said(const Uuid& file, analysis::AnalyserSet parts) {
    STRATUM_TRY(const auto row, state_->database->query_one(
                                    "SELECT track_id, content_id FROM files WHERE workspace_id = $1 AND id = $2",
                                    {state_->workspace.bytes, file.bytes}));
    const auto track = row ? uuid_from(row->bytes(0)) : std::nullopt;
    HeardAndSaid found;
    if (!track || row->bytes(1).size() != found.content.size())
        return error(ErrorCode::not_found, "the library holds no file with the id " + to_text(file));
    found.track = *track;
    std::ranges::copy(row->bytes(1), found.content.begin());
    STRATUM_TRY(auto view, content_view(*state_->database, state_->workspace, found.content, parts));
    STRATUM_TRY(auto kept, kept_corrections(*state_->database, state_->workspace, found.track));
    found.said = fitting(std::move(kept), view.report, found.content);
    found.heard = std::move(view.report);
    found.analysed_at = view.newest;
    return found;
}

Result<TrackView> Library::view(const Uuid& file, analysis::AnalyserSet parts) {
    store::Database& database = *state_->database;
    const auto& workspace = state_->workspace.bytes;
    static const std::string kSql = "SELECT" + std::string{kFileColumns} + ", f.media " + std::string{kFromFiles} +
                                    "WHERE f.workspace_id = $1 AND f.id = $2";
    STRATUM_TRY(const auto row, database.query_one(kSql, {workspace, file.bytes}));
    if (!row) return error(ErrorCode::not_found, "the library holds no file with the id " + to_text(file));
    TrackView view;
    STRATUM_TRY(view.file, file_record(*row));
    STRATUM_TRY(view.media, from_cbor<media::MediaInfo>(row->bytes(kFileColumnCount)));

    std::map<std::string, std::string, std::less<>> tags;
    STRATUM_TRY_VOID(database.each("SELECT field, value FROM tags WHERE workspace_id = $1 AND file_id = $2",
                                   {workspace, file.bytes}, [&](const store::Row& tag) -> Result<void> {
                                       tags.emplace(tag.text(0), tag.text(1));
                                       return {};
                                   }));
    view.tags = from_rows(tags);

    STRATUM_TRY_VOID(database.each("SELECT path FROM files WHERE workspace_id = $1 AND track_id = $2 AND id <> $3",
                                   {workspace, view.file.track.bytes, file.bytes},
                                   [&](const store::Row& other) -> Result<void> {
                                       view.other_files.push_back(path_text(other.bytes(0)));
                                       return {};
                                   }));
    // Sorted here: asked for an order, SQLite walks all files by path instead of the few of the track.
    std::ranges::sort(view.other_files);
    STRATUM_TRY(auto content, content_view(database, state_->workspace, view.file.content, parts));
    STRATUM_TRY(auto kept, kept_corrections(database, state_->workspace, view.file.track));
    const Corrections corrections = fitting(std::move(kept), content.report, view.file.content);
    for (const CorrectedField field : kCorrectedFields)
        if (corrections.has(field)) view.corrected.push_back(field);
    view.heard = only(content.report, corrections);
    view.report = corrections.empty() ? std::move(content.report) : laid_over(std::move(content.report), corrections);
    view.stale = content.stale;
    view.analysed_at = content.newest;
    return view;
}

}  // namespace stratum::library
