#include "server/routes.hpp"

#include "picture.hpp"
#include "stratum/base/text.hpp"
#include "stratum/library/library.hpp"
#include "stratum/library/tracks.hpp"
#include "stratum/platform/answers.hpp"

#include <chrono>
#include <semaphore>

namespace stratum::plot {
namespace {

using platform::Answer;
using platform::Call;

// A picture of 4096 by 4096 takes 64 MiB while it is drawn, and at most two are drawn at a time.
constexpr std::int64_t kNarrowest = 640;
constexpr std::int64_t kLowest = 480;
constexpr std::int64_t kLargest = 4096;
constexpr double kLongest = 1e7;  ///< Seconds.
constexpr int kAtATime = 2;
constexpr std::chrono::seconds kPatience{5};
using Turns = std::counting_semaphore<kAtATime>;

struct Wish {
    PictureOptions options;
    PictureFormat format = PictureFormat::svg;
};

Result<Wish> wish_of(const Call& call) {
    Wish wish;
    const std::string format = platform::text_parameter(call, "format").value_or("svg");
    if (format != "svg" && format != "png")
        return error(ErrorCode::invalid_argument, "the parameter format must be svg or png");
    wish.format = format == "png" ? PictureFormat::png : PictureFormat::svg;
    const std::string theme = platform::text_parameter(call, "theme").value_or("light");
    if (theme != "light" && theme != "dark")
        return error(ErrorCode::invalid_argument, "the parameter theme must be light or dark");
    wish.options.theme = theme == "dark" ? ThemeKind::dark : ThemeKind::light;
    STRATUM_TRY(const auto width, platform::integer_parameter(call, "width", kNarrowest, kLargest));
    STRATUM_TRY(const auto height, platform::integer_parameter(call, "height", kLowest, kLargest));
    if (width) wish.options.width = static_cast<int>(*width);
    if (height) wish.options.height = static_cast<int>(*height);
    STRATUM_TRY(const auto from, platform::number_parameter(call, "from", 0.0, kLongest));
    STRATUM_TRY(const auto to, platform::number_parameter(call, "to", 0.0, kLongest));
    if (from) wish.options.from = Seconds{*from};
    if (to) wish.options.to = Seconds{*to};
    return wish;
}

/// What is drawn, read before a turn at drawing is waited for.
struct Subject {
    library::TrackView view;
    Caption caption;
};

Answer picture(const Call& call, Turns& turns) {
    STRATUM_TRY(const Uuid track, platform::id_in_path(call));
    STRATUM_TRY(const Wish wish, wish_of(call));
    Subject subject;
    std::string etag;
    {
        STRATUM_TRY(const auto lease, call.services.pool.read());
        auto library = library::Library::over(*lease, call.workspace, call.services.clock);
        STRATUM_TRY(const auto details, library::Tracks{library}.details(track));
        if (!details.analysed_at)
            return platform::problem(409, "empty", "this track has not been heard yet",
                                     "ask for it with POST /api/v1/analyses");
        // Changes with what is said of the track and with what is heard in it.
        etag = "\"" + std::to_string(details.summary.version) + "-" +
               std::to_string(details.analysed_at->milliseconds) + "\"";
        if (auto same = platform::unchanged(call, etag)) return std::move(*same);
        STRATUM_TRY(const Uuid file, library.oldest_file(track));
        STRATUM_TRY(subject.view, library.view(file));
        subject.caption = {details.summary.title.value_or(""), details.summary.artist.value_or(""),
                           valid_utf8(details.summary.file_name)};
    }
    if (!turns.try_acquire_for(kPatience))
        return error(ErrorCode::busy, "other pictures are being drawn", "ask again in a moment");
    const auto drawn = make_picture(subject.view.report, subject.caption, wish.options, wish.format);
    turns.release();
    if (!drawn && drawn.error().code == ErrorCode::unsupported)
        return platform::problem(503, "unavailable", "this server can not draw PNG: " + drawn.error().message,
                                 "ask for format=svg");
    STRATUM_TRY_VOID(drawn);
    net::Response response{
        .headers = {{"Content-Type", wish.format == PictureFormat::png ? "image/png" : "image/svg+xml"}},
        .body = std::string{drawn->begin(), drawn->end()}};
    response.headers.set("ETag", etag);
    return response;
}

}  // namespace

std::vector<platform::Route> routes() {
    return {{.method = net::Method::get,
             .path = "/api/v1/tracks/{id}/plot",
             .permission = "tracks.read",
             .query = {{"format"}, {"theme"}, {"width"}, {"height"}, {"from"}, {"to"}, {"workspace"}},
             .handle = [turns = std::make_shared<Turns>(kAtATime)](Call& call) { return picture(call, *turns); }}};
}

}  // namespace stratum::plot
