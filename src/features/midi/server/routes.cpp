#include "server/routes.hpp"

#include "parts.hpp"
#include "stratum/base/text.hpp"
#include "stratum/library/library.hpp"
#include "stratum/library/tracks.hpp"
#include "stratum/platform/answers.hpp"
#include "stratum/platform/download.hpp"
#include "tempo_map.hpp"

namespace stratum::midi {
namespace {

using platform::Answer;
using platform::Call;

Answer export_midi(Call& call) {
    STRATUM_TRY(const Uuid track, platform::id_in_path(call));
    STRATUM_TRY(const bool bends, platform::flag_parameter(call, "bends"));
    STRATUM_TRY(const auto lease, call.services.pool.read());
    auto library = library::Library::over(*lease, call.workspace, call.services.clock);
    STRATUM_TRY(const auto details, library::Tracks{library}.details(track));
    if (!details.analysed_at)
        return platform::problem(409, "empty", "this track has not been heard yet",
                                 "ask for it with POST /api/v1/analyses");
    const std::string etag =
        "\"" + std::to_string(details.summary.version) + "-" + std::to_string(details.analysed_at->milliseconds) + "\"";
    if (auto same = platform::unchanged(call, etag)) return std::move(*same);
    STRATUM_TRY(const Uuid file, library.oldest_file(track));
    STRATUM_TRY(const auto view, library.view(file));
    const TempoMap map = TempoMap::of(view.report);
    std::vector<Part> parts;
    for (const PartKind kind : kAllParts)
        if (has_part(view.report, kind)) parts.push_back(part_of(view.report, kind, map, {}));
    if (parts.empty())
        return platform::problem(409, "empty", "neither chords nor notes of this track have been heard yet",
                                 "in the terminal: stratum analyze --notes");
    const std::string title = details.summary.title.value_or(valid_utf8(details.summary.file_name));
    STRATUM_TRY(const Bytes bytes, file_of(view.report, map, parts, {.title = title, .bends = bends}));
    net::Response response{.headers = {{"Content-Type", "audio/midi"}},
                           .body = std::string{bytes.begin(), bytes.end()}};
    platform::save_as(response, title + ".mid");
    response.headers.set("ETag", etag);
    return response;
}

}  // namespace

std::vector<platform::Route> routes() {
    return {{.method = net::Method::get,
             .path = "/api/v1/tracks/{id}/midi",
             .permission = "tracks.read",
             .query = {{"bends"}, {"workspace"}},
             .handle = export_midi}};
}

}  // namespace stratum::midi
