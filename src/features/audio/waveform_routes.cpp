#include "routes.hpp"
#include "stratum/base/fields.hpp"
#include "stratum/base/text.hpp"
#include "stratum/library/library.hpp"
#include "stratum/library/tracks.hpp"
#include "stratum/platform/answers.hpp"
#include "tiles.hpp"

namespace stratum::audio {
namespace {

using library::Library;
using platform::Answer;
using platform::Call;

struct Facts {
    double hop = 0.0;
    std::int64_t columns = 0;
    std::int64_t levels = 1;
    std::int64_t tile_columns = kTileColumns;
    Seconds duration;
    double low_mid_hz = 0.0;
    double mid_high_hz = 0.0;
    std::string revision;
};
template <class V>
void describe(V& v, Facts& x) {
    v.field("hop", x.hop);
    v.field("columns", x.columns);
    v.field("levels", x.levels);
    v.field("tile_columns", x.tile_columns);
    v.field("duration", x.duration);
    v.field("low_mid_hz", x.low_mid_hz);
    v.field("mid_high_hz", x.mid_high_hz);
    v.field("revision", x.revision);
}

struct Picture {
    analysis::Report report;
    std::string revision;
};

/// The waveform of a track, or what stands in its way.
Result<Picture> picture_of(const Call& call, const Uuid& track) {
    STRATUM_TRY(const auto lease, call.services.pool.read());
    auto library = Library::over(*lease, call.workspace, call.services.clock);
    STRATUM_TRY(const auto details, library::Tracks{library}.details(track));
    if (details.files.empty()) return error(ErrorCode::empty, "this track has no audio");
    analysis::AnalyserSet parts;
    parts.add(analysis::AnalyserId::waveform);
    STRATUM_TRY(auto view, library.view(details.files.front().file.id, parts));
    if (!view.report.waveform)
        return error(ErrorCode::empty, "this track has not been heard yet", "ask for it with POST /api/v1/analyses");
    const auto at = details.analysed_at ? details.analysed_at->milliseconds : 0;
    return Picture{std::move(view.report),
                   to_hex(details.files.front().file.content).substr(0, 16) + "-" + std::to_string(at)};
}

Answer facts(Call& call) {
    STRATUM_TRY(const Uuid track, platform::id_in_path(call));
    STRATUM_TRY(const auto picture, picture_of(call, track));
    const auto& waveform = *picture.report.waveform;
    const std::string etag = "\"" + picture.revision + "\"";
    if (auto same = platform::unchanged(call, etag)) return std::move(*same);
    auto response = platform::json(200, Facts{.hop = waveform.hop.value(),
                                              .columns = static_cast<std::int64_t>(waveform.peak.size()),
                                              .levels = levels_of(waveform),
                                              .duration = picture.report.duration,
                                              .low_mid_hz = waveform.low_mid.value(),
                                              .mid_high_hz = waveform.mid_high.value(),
                                              .revision = picture.revision});
    response.headers.set("ETag", etag);
    return response;
}

Answer tile(Call& call) {
    STRATUM_TRY(const Uuid track, platform::id_in_path(call));
    const auto level = parse_integer(call.request.capture("level"));
    const auto number = parse_integer(call.request.capture("tile"));
    if (!level || !number || *level < 0 || *level > 31 || *number < 0 || *number > 1'048'575)
        return error(ErrorCode::invalid_argument, "level must be 0 to 31 and tile 0 to 1048575");
    STRATUM_TRY(const auto picture, picture_of(call, track));
    const std::string etag =
        "\"" + picture.revision + "-" + std::to_string(*level) + "-" + std::to_string(*number) + "\"";
    if (auto same = platform::unchanged(call, etag)) return std::move(*same);
    auto columns = tile_of(*picture.report.waveform, static_cast<int>(*level), *number);
    if (!columns) return error(ErrorCode::not_found, "the waveform has no such tile");
    const bool lasting = platform::text_parameter(call, "v") == picture.revision;
    return net::Response{
        .headers = {{"Content-Type", "application/octet-stream"},
                    {"ETag", etag},
                    {"Cache-Control", lasting ? "private, max-age=31536000, immutable" : "private, no-cache"}},
        .body = std::move(*columns)};
}

}  // namespace

std::vector<platform::Route> waveform_routes() {
    using net::Method;
    return {
        {.method = Method::get, .path = "/api/v1/tracks/{id}/waveform", .permission = "tracks.read", .handle = facts},
        {.method = Method::get,
         .path = "/api/v1/tracks/{id}/waveform/{level}/{tile}",
         .permission = "tracks.read",
         .query = {{"v", 0, 64}},
         .handle = tile},
    };
}

}  // namespace stratum::audio
