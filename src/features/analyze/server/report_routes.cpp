#include "output.hpp"
#include "server/routes.hpp"
#include "stratum/base/cbor.hpp"
#include "stratum/base/text.hpp"
#include "stratum/library/analyses.hpp"
#include "stratum/library/analysis_jobs.hpp"
#include "stratum/library/summary_json.hpp"
#include "stratum/library/tracks.hpp"
#include "stratum/platform/answers.hpp"
#include "stratum/platform/download.hpp"
#include "stratum/platform/jobs_wire.hpp"
#include "stratum/store/jobs/job_store.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <sstream>

namespace stratum::analyze {
namespace {

using platform::Answer;
using platform::Call;

struct AnalysisRequest {
    std::optional<std::vector<Uuid>> track_ids;
    std::optional<bool> force;
};
template <class V>
void describe(V& v, AnalysisRequest& x) {
    v.field("track_ids", x.track_ids);
    v.field("force", x.force);
}

/// The file of a track that is known best: the one that `show` would show.
Result<library::TrackView> view_of(library::Library& library, const Uuid& track) {
    STRATUM_TRY(const Uuid file, library.resolve(to_text(track)));
    return library.view(file);
}

/// Changes with the analysis and with what a person says of it.
std::string etag_of(const library::TrackView& view) {
    std::string text = view.analysed_at ? std::to_string(view.analysed_at->milliseconds) : "0";
    std::size_t hash = 0;
    for (const std::uint8_t byte : to_cbor(view.report)) hash = hash * 1099511628211ULL + byte;
    return "\"" + text + "-" + std::to_string(hash) + "\"";
}

net::Response text_response(std::string type, std::string text) {
    return {.headers = {{"Content-Type", std::move(type)}}, .body = std::move(text)};
}

std::string printed(const library::TrackView& view, const std::function<std::unique_ptr<Output>(std::ostream&)>& make) {
    std::ostringstream out;
    const auto output = make(out);
    output->begin();
    output->track(view, Status::stored);
    output->end();
    return out.str();
}

constexpr std::array<std::string_view, 6> kLayers{"beats", "downbeats", "sections", "chords", "keys", "melody"};

/// Audacity's labels: start, end and name, one a line, separated by tabs.
std::string labels_of(const analysis::Report& report, std::string_view layer) {
    std::string out;
    const auto line = [&](Seconds from, Seconds to, const std::string& name) {
        out += format_fixed(from.value(), 6) + "\t" + format_fixed(to.value(), 6) + "\t" + name + "\n";
    };
    if (layer == "beats" || layer == "downbeats") {
        if (report.rhythm && report.rhythm->grid) {
            const auto& grid = *report.rhythm->grid;
            int number = 0;
            for (const Seconds beat : layer == "beats" ? grid.beats : grid.downbeats)
                line(beat, beat, std::to_string(++number));
        }
    } else if (layer == "sections") {
        if (report.structure)
            for (const auto& section : report.structure->sections) line(section.start, section.end, section.label);
    } else if (layer == "chords") {
        if (report.chords)
            for (const auto& chord : report.chords->spans)
                line(chord.start, chord.end, chord.chord ? harte_of(*chord.chord) : "N");
    } else if (layer == "keys") {
        if (report.harmony)
            for (const auto& span : report.harmony->key_over_time) line(span.start, span.end, name_of(span.key));
    } else if (layer == "melody") {
        if (report.melody)
            for (const auto& note : report.melody->notes) {
                const auto number = static_cast<int>(std::lround(note.pitch));
                line(note.start, note.end,
                     std::string{analysis::pitch_name(number % 12)} + std::to_string(number / 12 - 1));
            }
    }
    return out;
}

/// As `api/analyses.yaml` has it.
std::string report_json(const library::TrackView& view, std::int64_t version, Bulk bulk) {
    JsonWriter w;
    w.begin_object();
    w.member("track_id", to_text(view.file.track));
    w.member("version", version);
    if (view.analysed_at) w.member("analysed_at", to_rfc3339(*view.analysed_at));
    w.member("notes", notes_of(view));
    w.key("corrected");
    w.begin_array();
    for (const auto field : view.corrected) w.string(library::short_name_of(field));
    w.end_array();
    w.key("report");
    write_report(w, view.report, bulk);
    if (!view.corrected.empty()) {
        w.key("heard");
        write_report(w, view.heard, Bulk::leave_out);
    }
    w.end_object();
    return w.take();
}

std::string file_name(const library::TrackSummary& track, std::string_view format, std::string_view layer) {
    const std::string stem = track.title.value_or(track.file_name.substr(0, track.file_name.rfind('.')));
    return stem + (format == "labels" ? " " + std::string{layer} + ".txt" : "." + std::string{format});
}

Answer report(Call& call) {
    STRATUM_TRY(const Uuid track, platform::id_in_path(call));
    STRATUM_TRY(const bool full, platform::flag_parameter(call, "full"));
    STRATUM_TRY(const bool heard, platform::flag_parameter(call, "heard"));
    const std::string format = platform::text_parameter(call, "format").value_or("json");
    const std::string layer = platform::text_parameter(call, "layer").value_or("beats");
    if (std::ranges::find(kLayers, layer) == kLayers.end())
        return error(ErrorCode::invalid_argument,
                     "the parameter layer must be beats, downbeats, sections, chords, keys or melody");
    STRATUM_TRY(const auto lease, call.services.pool.read());
    auto library = library::Library::over(*lease, call.workspace, call.services.clock);
    STRATUM_TRY(auto view, view_of(library, track));
    if (!view.analysed_at)
        return platform::problem(409, "empty", "this track has not been heard yet",
                                 "ask for it with POST /api/v1/analyses");
    const std::string etag = etag_of(view);
    if (auto same = platform::unchanged(call, etag)) return std::move(*same);
    if (heard) {
        STRATUM_TRY(view.report, library.report(view.file.content));
        view.corrected.clear();
    }
    // Where the server keeps its files is nobody's business elsewhere, and uploads lie at no path.
    if (library::is_stored(view.file.path) || !platform::from_this_computer(call.request))
        view.file.path = std::string{file_name_of(view.file.path)};
    const auto bulk = full ? Bulk::include : Bulk::leave_out;
    STRATUM_TRY(const auto summary, library::Tracks{library}.summary(track));
    net::Response response;
    if (format == "json") {
        response = platform::json_text(200, report_json(view, summary.version, bulk));
    } else if (format == "cbor") {
        const Bytes bytes = to_cbor(view.report);
        response = text_response("application/cbor", {bytes.begin(), bytes.end()});
    } else if (format == "csv") {
        response = text_response("text/csv; charset=utf-8", printed(view, make_csv_output));
    } else if (format == "jams") {
        response = text_response("application/jams+json", printed(view, [&](std::ostream& out) {
                                     return make_jams_output(out, bulk, call.services.version);
                                 }));
    } else if (format == "labels") {
        response = text_response("text/plain; charset=utf-8", labels_of(view.report, layer));
    } else {
        return error(ErrorCode::invalid_argument, "the parameter format must be json, cbor, csv, jams or labels");
    }
    response.headers.set("ETag", etag);
    // What programs show by themselves is named only; the rest would take a browser's page away.
    if (format != "json") platform::save_as(response, file_name(summary, format, layer));
    return response;
}

Answer list_analyses(Call& call) {
    STRATUM_TRY(const Uuid track, platform::id_in_path(call));
    STRATUM_TRY(const auto page, platform::page_of(call));
    STRATUM_TRY(const auto lease, call.services.pool.read());
    auto library = library::Library::over(*lease, call.workspace, call.services.clock);
    STRATUM_TRY(
        const auto found,
        library::analyses_of(library, track, {.limit = static_cast<std::size_t>(page.limit), .cursor = page.cursor}));
    JsonWriter w;
    w.begin_object();
    w.key("items");
    w.begin_array();
    for (const auto& made : found.items) {
        w.begin_object();
        w.member("analyser", made.analyser);
        w.member("version", std::to_string(made.version));
        w.member("made_at", to_rfc3339(made.made_at));
        w.member("current", made.current);
        w.end_object();
    }
    w.end_array();
    w.member("next_cursor", found.next_cursor);
    w.end_object();
    return platform::json_text(200, w.take());
}

/// Queues the hearing of tracks, in one transaction; answers with the last of the jobs.
Answer request(Call& call) {
    STRATUM_TRY(const auto wish, platform::body_as<AnalysisRequest>(call));
    constexpr std::size_t kMost = 10'000;
    if (wish.track_ids && (wish.track_ids->empty() || wish.track_ids->size() > kMost))
        return error(ErrorCode::invalid_argument, "track_ids must be 1 to 10000 ids");
    STRATUM_TRY(const auto job, call.services.change([&](store::Database& database) -> Result<store::Job> {
        auto library = library::Library::over(database, call.workspace, call.services.clock);
        const bool force = wish.force.value_or(false);
        STRATUM_TRY(const auto requested,
                    wish.track_ids
                        ? library::request_analyses(library, call.services.ids, *wish.track_ids, force, call.now)
                        : library::request_all_analyses(library, call.services.ids, force, call.now));
        STRATUM_TRY(auto queued, store::find_job(database, call.workspace, requested.last));
        if (!queued) return error(ErrorCode::internal, "a job that was queued is not there");
        return std::move(*queued);
    }));
    return platform::job_accepted(job);
}

}  // namespace

std::vector<platform::Route> report_routes() {
    using net::Method;
    return {
        {.method = Method::post,
         .path = "/api/v1/analyses",
         .permission = "analyses.run",
         .handle = request,
         .idempotent = true},
        {.method = Method::get,
         .path = "/api/v1/tracks/{id}/analyses",
         .permission = "tracks.read",
         .query = platform::paged(),
         .handle = list_analyses},
        {.method = Method::get,
         .path = "/api/v1/tracks/{id}/report",
         .permission = "tracks.read",
         .query = {{"format"}, {"full"}, {"heard"}, {"layer"}, {"workspace"}},
         .handle = report},
    };
}

}  // namespace stratum::analyze
