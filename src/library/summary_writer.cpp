#include "summary_writer.hpp"

#include "correction_rows.hpp"
#include "list_rows.hpp"
#include "search_words.hpp"
#include "stratum/base/text.hpp"
#include "stratum/crypto/hash.hpp"
#include "stratum/library/query.hpp"
#include "tag_rows.hpp"
#include "telling.hpp"
#include "track_edits.hpp"
#include "versions.hpp"
#include "views.hpp"

#include <algorithm>

namespace stratum::library {
namespace {

constexpr std::string_view kForm = "2";  ///< Raised when rows are made in another way from the same values.
// A file's tags may hold whole books.
constexpr std::size_t kLongestText = 2000;
constexpr std::size_t kLongestComment = 8000;
constexpr std::size_t kLongestPaths = 2000;

/// What is compared to see whether anything changed.
TrackSummary without_history(TrackSummary summary) {
    summary.version = 0;
    summary.updated_at = {};
    return summary;
}

void lay_over(TrackSummary& summary, const TrackEdits& edits) {
    const auto over = [](auto& value, const auto& edit) {
        if (edit) value = edit;
    };
    over(summary.title, edits.title);
    over(summary.artist, edits.artist);
    over(summary.album, edits.album);
    over(summary.album_artist, edits.album_artist);
    over(summary.genre, edits.genre);
    over(summary.label, edits.label);
    over(summary.comment, edits.comment);
    over(summary.year, edits.year);
    over(summary.rating, edits.rating);
}

}  // namespace

bool beats_are_in_question(const analysis::Rhythm& rhythm) {
    constexpr double kRival = 0.2;
    if (!rhythm.grid || rhythm.grid->beats.empty()) return false;
    const bool has_rival = rhythm.tempo && rhythm.tempo->confidence < 1.0 && !rhythm.tempo->alternatives.empty() &&
                           rhythm.tempo->alternatives.front().confidence >= kRival;
    return !has_rival;
}

const std::string& SummaryWriter::made_with() {
    static const std::string kMade = [] {
        const std::string text = std::string{kForm} + "; " + analyser_versions();
        const auto hash =
            crypto::blake2b_256(std::span{reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
        return to_hex(std::span{hash}.first(4));
    }();
    return kMade;
}

Result<void> SummaryWriter::touch(const media::ContentId& content) {
    return database_.each("SELECT DISTINCT track_id FROM files WHERE workspace_id = $1 AND content_id = $2",
                          {state_.workspace.bytes, content}, [&](const store::Row& row) -> Result<void> {
                              if (const auto track = uuid_from(row.bytes(0))) state_.touch(*track);
                              return {};
                          });
}

Result<void> SummaryWriter::refresh(Cause cause) {
    const std::set<Uuid> touched = std::exchange(state_.touched, {});
    const bool heard = std::exchange(state_.heard, false);
    std::vector<Uuid> changed;
    for (const Uuid& track : touched) {
        STRATUM_TRY(const bool told, refresh_one(track, heard ? Cause::analysed : cause));
        if (told) changed.push_back(track);
    }
    if (cause == Cause::rebuilt || changed.empty()) return {};
    return tell(state_,
                cause == Cause::corrected ? "track.corrected"
                : heard                   ? "track.analysed"
                                          : "track.updated",
                changed);
}

/// Whether it is a change that has not been told yet.
Result<bool> SummaryWriter::refresh_one(const Uuid& track, Cause cause) {
    STRATUM_TRY(auto kept, summary_row(database_, state_.workspace, track));
    SummaryRow row = kept.value_or(SummaryRow{});
    std::string path_key;
    STRATUM_TRY(auto computed, this->computed(track, path_key));
    // A track whose audio is somewhere else for now is shown as it was.
    if (!computed) return false;
    TrackSummary now = std::move(*computed);
    if (cause == Cause::analysed) row.work.reset();
    if (row.work) now.analysis = *row.work;
    now.binned_at = row.summary.binned_at;
    now.version = row.summary.version;
    now.updated_at = row.summary.updated_at;
    // Beats that were moved a little show in no column, but whoever looks at them, or wants to change them, must know.
    const bool changed = !kept || cause == Cause::corrected || without_history(now) != without_history(row.summary);
    const bool work_changed = kept && kept->work != row.work;
    if (!changed && !work_changed && row.path_key == path_key && row.made_with == made_with()) return false;
    if (changed) {
        if (cause != Cause::rebuilt || !kept) now.updated_at = kept ? state_.clock.now() : now.added_at;
        now.version = kept ? row.summary.version + 1 : 1;
    }
    const bool longer = kept && kept->summary.duration != now.duration;
    row.summary = std::move(now);
    row.path_key = std::move(path_key);
    row.made_with = made_with();
    if (!kept) {
        STRATUM_TRY(row.number, free_number(track, row.summary.added_at));
    }
    STRATUM_TRY_VOID(write_summary(database_, state_.workspace, row));
    if (longer) STRATUM_TRY_VOID(durations_of_playlists(row.number));
    if (kept || cause == Cause::rebuilt) return changed;
    STRATUM_TRY_VOID(tell(state_, "track.added", std::span{&track, 1}));
    return cause == Cause::analysed;
}

/// Looked for before it is taken, so that engines notice two that take the same one at a time.
Result<std::int64_t> SummaryWriter::free_number(const Uuid& track, Timestamp added_at) {
    std::int64_t number = number_for(track, added_at);
    for (;; ++number) {
        STRATUM_TRY(const auto taken, database_.query_one("SELECT 1 FROM track_summaries WHERE number = $1", {number}));
        if (!taken) return number;
    }
}

Result<std::optional<TrackSummary>> SummaryWriter::computed(const Uuid& track, std::string& path_key) {
    STRATUM_TRY(const auto rows,
                database_.query("SELECT t.created_at, f.id, f.content_id, f.path FROM tracks t JOIN files f ON "
                                "f.workspace_id = t.workspace_id AND f.track_id = t.id WHERE t.workspace_id = $1 AND "
                                "t.id = $2 ORDER BY f.id",
                                {state_.workspace.bytes, track.bytes}));
    if (rows.empty()) return std::optional<TrackSummary>{};
    TrackSummary summary;
    summary.id = track;
    summary.added_at = Timestamp{rows.front().integer(0)};
    const auto file = uuid_from(rows.front().bytes(1));
    media::ContentId content{};
    if (!file || rows.front().bytes(2).size() != content.size())
        return error(ErrorCode::corrupt, "the library holds a file row with a damaged id", "restore it from a backup");
    std::ranges::copy(rows.front().bytes(2), content.begin());
    summary.file_name = storable(std::string{file_name_of(path_text(rows.front().bytes(3)))});
    std::string paths;
    for (const auto& row : rows) paths += (paths.empty() ? "" : "\n") + path_text(row.bytes(3));
    path_key = cut(plain_text(paths), kLongestPaths);
    STRATUM_TRY_VOID(describe_text(summary, *file));
    STRATUM_TRY_VOID(describe_audio(summary, content));
    STRATUM_TRY(summary.analysis, state_of(content));
    return std::optional{std::move(summary)};
}

Result<void> SummaryWriter::describe_text(TrackSummary& summary, const Uuid& file) {
    std::map<std::string, std::string, std::less<>> rows;
    STRATUM_TRY_VOID(database_.each("SELECT field, value FROM tags WHERE workspace_id = $1 AND file_id = $2",
                                    {state_.workspace.bytes, file.bytes}, [&](const store::Row& tag) -> Result<void> {
                                        rows.emplace(tag.text(0), tag.text(1));
                                        return {};
                                    }));
    const media::Tags tags = from_rows(rows);
    summary.title = tags.title;
    summary.artist = tags.artist;
    summary.album = tags.album;
    summary.album_artist = tags.album_artist;
    summary.genre = tags.genre;
    summary.label = tags.label;
    summary.comment = tags.comment;
    if (tags.year && *tags.year >= 1 && *tags.year <= 9999) summary.year = tags.year;
    STRATUM_TRY(const TrackEdits edits, newest_edits(database_, state_.workspace, summary.id));
    lay_over(summary, edits);
    for (auto* const text : {&summary.title, &summary.artist, &summary.album, &summary.album_artist, &summary.genre,
                             &summary.label, &summary.comment}) {
        if (!*text) continue;
        *text = cut(std::move(**text), text == &summary.comment ? kLongestComment : kLongestText);
        if (trim(**text).empty()) text->reset();
    }
    return {};
}

Result<void> SummaryWriter::describe_audio(TrackSummary& summary, const media::ContentId& content) {
    using enum analysis::AnalyserId;
    analysis::AnalyserSet parts;
    for (const auto id : {rhythm, harmony, energy, loudness}) parts.add(id);
    STRATUM_TRY(auto view, content_view(database_, state_.workspace, content, parts));
    STRATUM_TRY(auto kept, kept_corrections(database_, state_.workspace, summary.id));
    const Corrections corrections = fitting(std::move(kept), view.report, content);
    const analysis::Report report =
        corrections.empty() ? std::move(view.report) : laid_over(std::move(view.report), corrections);
    for (const CorrectedField field : kCorrectedFields)
        if (corrections.has(field)) summary.corrected.push_back(field);
    summary.duration = report.duration;
    if (report.rhythm && report.rhythm->tempo) {
        summary.bpm = report.rhythm->tempo->bpm;
        summary.bpm_confidence = report.rhythm->tempo->confidence;
    }
    if (report.rhythm && beats_are_in_question(*report.rhythm))
        summary.beats_confidence = report.rhythm->grid->confidence;
    if (report.harmony && report.harmony->key) {
        summary.key = report.harmony->key->key;
        summary.key_confidence = report.harmony->key->confidence;
    }
    if (report.energy) summary.energy = report.energy->rating;
    if (report.loudness) summary.lufs = report.loudness->integrated;
    if (const auto lowest = lowest_confidence(report)) summary.doubt = 1.0 - *lowest;
    return {};
}

Result<AnalysisState> SummaryWriter::state_of(const media::ContentId& content) {
    analysis::AnalyserSet wanted = analysis::AnalyserSet::standard();
    analysis::AnalyserSet current;
    bool any = false;
    STRATUM_TRY_VOID(
        database_.each("SELECT analyser, version, inputs FROM analyses WHERE workspace_id = $1 AND content_id = $2",
                       {state_.workspace.bytes, content}, [&](const store::Row& row) -> Result<void> {
                           analysis::AnalyserId id{};
                           any = true;
                           if (is_current(row, 0, id)) current.add(id);
                           if (analysis::from_name(row.text(0), id)) wanted.add(id);  // Else it is of a newer program.
                           return {};
                       }));
    if (!any) return AnalysisState::none;
    const bool all = std::ranges::all_of(analysis::kAllAnalysers,
                                         [&](analysis::AnalyserId id) { return !wanted.has(id) || current.has(id); });
    return all ? AnalysisState::done : AnalysisState::stale;
}

Result<void> SummaryWriter::remove(const Uuid& track) {
    STRATUM_TRY(const auto row, summary_row(database_, state_.workspace, track));
    STRATUM_TRY_VOID(database_.execute("DELETE FROM track_edits WHERE workspace_id = $1 AND track_id = $2",
                                       {state_.workspace.bytes, track.bytes}));
    state_.touched.erase(track);
    if (!row) return {};
    STRATUM_TRY_VOID(leave_lists(database_, state_.workspace, row->number, state_.clock.now()));
    return delete_summary(database_, *row);
}

Result<void> SummaryWriter::durations_of_playlists(std::int64_t number) {
    STRATUM_TRY(const auto lists,
                database_.query("SELECT DISTINCT playlist_id FROM playlist_entries WHERE number = $1", {number}));
    for (const auto& list : lists)
        if (const auto id = uuid_from(list.bytes(0)))
            STRATUM_TRY_VOID(recount_playlist(database_, state_.workspace, *id, state_.clock.now()));
    return {};
}

}  // namespace stratum::library
