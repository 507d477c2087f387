#include "routes.hpp"

#include "stratum/library/library.hpp"
#include "stratum/library/loose_blobs.hpp"
#include "stratum/library/query.hpp"
#include "stratum/library/summary_json.hpp"
#include "stratum/platform/answers.hpp"
#include "stratum/platform/author.hpp"
#include "wire.hpp"

#include <array>

namespace stratum::tracks {
namespace {

using library::Library;
using library::Tracks;
using platform::Answer;
using platform::Call;

Result<library::TrackFilter> filter_of(const Call& call) {
    constexpr double kFastest = 1000.0;
    library::TrackFilter filter;
    filter.q = platform::text_parameter(call, "q").value_or("");
    if (filter.q.size() > 2000) return error(ErrorCode::invalid_argument, "the parameter q is too long");
    if (!platform::from_this_computer(call.request)) STRATUM_TRY_VOID(library::refuse_folders(filter.q));
    STRATUM_TRY(filter.bpm_min, platform::number_parameter(call, "bpm_min", 0.0, kFastest));
    STRATUM_TRY(filter.bpm_max, platform::number_parameter(call, "bpm_max", 0.0, kFastest));
    if (const auto keys = platform::text_parameter(call, "key")) {
        STRATUM_TRY(filter.keys, library::parse_keys(*keys));
    }
    STRATUM_TRY(filter.playlist, platform::id_parameter(call, "playlist"));
    STRATUM_TRY(filter.collection, platform::id_parameter(call, "collection"));
    STRATUM_TRY(filter.added_after, platform::time_parameter(call, "added_after"));
    STRATUM_TRY(filter.added_before, platform::time_parameter(call, "added_before"));
    if (const auto name = platform::text_parameter(call, "state")) {
        library::AnalysisState state{};
        if (!from_name(*name, state))
            return error(ErrorCode::invalid_argument,
                         "the parameter state must be none, queued, running, done, stale or failed");
        filter.state = state;
    }
    STRATUM_TRY(filter.binned, platform::flag_parameter(call, "bin"));
    return filter;
}

Answer list(Call& call) {
    constexpr std::int64_t kFarthest = 10'000'000;
    STRATUM_TRY(const auto filter, filter_of(call));
    STRATUM_TRY(const auto order,
                library::parse_track_order(platform::text_parameter(call, "sort").value_or("-added_at")));
    STRATUM_TRY(const auto page, platform::page_of(call));
    library::PageRequest request{.limit = static_cast<std::size_t>(page.limit), .cursor = page.cursor};
    STRATUM_TRY(const auto offset, platform::integer_parameter(call, "offset", 0, kFarthest));
    request.offset = offset.value_or(0);
    STRATUM_TRY(request.count, platform::flag_parameter(call, "count"));
    STRATUM_TRY(const auto lease, call.services.pool.read());
    auto library = Library::over(*lease, call.workspace, call.services.clock);
    STRATUM_TRY(const auto found, Tracks{library}.list(filter, order, request));
    return platform::json_text(200, page_json(found));
}

Result<net::Response> shown(const Call& call, store::Database& database, const Uuid& track) {
    auto library = Library::over(database, call.workspace, call.services.clock);
    STRATUM_TRY(const auto details, Tracks{library}.details(track));
    auto response = platform::json_text(200, details_json(details, platform::from_this_computer(call.request)));
    response.headers.set("ETag", library::etag_of(details.summary));
    return response;
}

Answer show(Call& call) {
    STRATUM_TRY(const Uuid track, platform::id_in_path(call));
    STRATUM_TRY(const auto lease, call.services.pool.read());
    STRATUM_TRY(auto response, shown(call, *lease, track));
    if (auto same = platform::unchanged(call, std::string{response.headers.get("ETag")})) return std::move(*same);
    return response;
}

/// A change of one track, if it still is what the client has seen; in one transaction with the look.
template <class Work>
Answer change_one(Call& call, Work&& work) {
    STRATUM_TRY(const Uuid track, platform::id_in_path(call));
    std::optional<platform::Problem> wrong;
    auto changed = call.services.change([&](store::Database& database) -> Result<net::Response> {
        wrong.reset();
        auto library = Library::over(database, call.workspace, call.services.clock, platform::author_of(call));
        Tracks tracks{library};
        STRATUM_TRY(const auto before, tracks.summary(track));
        wrong = platform::outdated(call, library::etag_of(before));
        if (wrong) return net::Response{};
        return work(database, tracks, before);
    });
    if (wrong) return std::move(*wrong);
    STRATUM_TRY(auto response, std::move(changed));
    return response;
}

Answer patch(Call& call) {
    STRATUM_TRY(const auto wish, platform::body_as<Patch>(call));
    STRATUM_TRY(const auto change, to_library(wish));
    return change_one(
        call,
        [&](store::Database& database, Tracks& tracks, const library::TrackSummary& before) -> Result<net::Response> {
            STRATUM_TRY_VOID(tracks.patch(std::array{before.id}, change));
            return shown(call, database, before.id);
        });
}

Answer bin(Call& call) {
    STRATUM_TRY(const bool erase, platform::flag_parameter(call, "erase"));
    bool not_binned = false;
    Answer answer = change_one(
        call,
        [&](store::Database& database, Tracks& tracks, const library::TrackSummary& before) -> Result<net::Response> {
            not_binned = erase && !before.binned_at;
            if (not_binned) return net::Response{};
            if (erase) {
                STRATUM_TRY(const auto erased, tracks.erase(std::array{before.id}));
                STRATUM_TRY_VOID(library::note_loose(database, call.services.ids, erased.stored, call.now));
            } else {
                STRATUM_TRY_VOID(tracks.bin(std::array{before.id}));
            }
            return platform::nothing();
        });
    if (not_binned)
        return platform::problem(409, "conflict", "only tracks in the bin can be erased", "put it into the bin first");
    return answer;
}

Answer restore(Call& call) {
    return change_one(
        call,
        [&](store::Database& database, Tracks& tracks, const library::TrackSummary& before) -> Result<net::Response> {
            STRATUM_TRY_VOID(tracks.restore(std::array{before.id}));
            return shown(call, database, before.id);
        });
}

}  // namespace

std::vector<platform::Route> routes() {
    using net::Method;
    return {
        {.method = Method::get,
         .path = "/api/v1/tracks",
         .permission = "tracks.read",
         .query = platform::paged({{"q", 0, 500},
                                   {"sort"},
                                   {"bpm_min"},
                                   {"bpm_max"},
                                   {"key", 1, 200},
                                   {"playlist"},
                                   {"collection"},
                                   {"added_after"},
                                   {"added_before"},
                                   {"state"},
                                   {"bin"},
                                   {"count"},
                                   {"offset"}}),
         .handle = list},
        {.method = Method::get, .path = "/api/v1/tracks/{id}", .permission = "tracks.read", .handle = show},
        {.method = Method::patch, .path = "/api/v1/tracks/{id}", .permission = "tracks.write", .handle = patch},
        {.method = Method::delete_,
         .path = "/api/v1/tracks/{id}",
         .permission = "tracks.delete",
         .query = {{"erase"}},
         .handle = bin},
        {.method = Method::post,
         .path = "/api/v1/tracks/{id}/restore",
         .permission = "tracks.delete",
         .handle = restore},
    };
}

}  // namespace stratum::tracks
