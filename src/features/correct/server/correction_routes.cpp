#include "plan.hpp"
#include "server/authors.hpp"
#include "server/routes.hpp"
#include "server/wire.hpp"
#include "stratum/base/text.hpp"
#include "stratum/library/library.hpp"
#include "stratum/library/summary_json.hpp"
#include "stratum/library/tracks.hpp"
#include "stratum/platform/answers.hpp"
#include "stratum/platform/author.hpp"

#include <array>

namespace stratum::correct {
namespace {

using library::Library;
using library::Tracks;
using platform::Answer;
using platform::Call;

constexpr std::size_t kBodyOfManyBeats = std::size_t{16} << 20U;
constexpr int kTries = 4;

platform::Problem not_heard_yet() {
    return platform::problem(409, "empty", "this track has not been heard yet, so there is nothing to correct",
                             "ask for it with POST /api/v1/analyses");
}

Result<void> write_step_member(JsonWriter& w, Authors& authors, const library::Corrected& corrected) {
    if (!corrected.step) return {};
    STRATUM_TRY(const std::string author, authors.name_of(*corrected.step));
    w.key("step");
    write_step(w, *corrected.step, author);
    return {};
}

net::Response answer(const library::Corrected& corrected, std::string body, std::string_view place) {
    auto response = platform::json_text(corrected.step ? 201 : 200, std::move(body));
    if (corrected.step) response.headers.set("Location", std::string{place});
    return response;
}

/// What changed of several tracks (`CorrectionStepResult`).
struct Refused {
    Uuid track;
    std::string why;
};
Result<net::Response> step_answer(store::Database& database, const library::Corrected& corrected,
                                  const std::vector<Refused>& refused) {
    Authors authors{database};
    JsonWriter w;
    w.begin_object();
    STRATUM_TRY_VOID(write_step_member(w, authors, corrected));
    w.key("tracks");
    w.begin_array();
    for (const Uuid& track : corrected.tracks) w.string(to_text(track));
    w.end_array();
    w.member("kept", corrected.kept);
    if (!refused.empty()) {
        w.key("refused");
        w.begin_array();
        for (const auto& [track, why] : refused) {
            w.begin_object();
            w.member("track_id", to_text(track));
            w.member("detail", why);
            w.end_object();
        }
        w.end_array();
    }
    w.end_object();
    return answer(corrected, w.take(), "/api/v1/corrections");
}

/// What was asked for, as the values that result: from what is shown, or as they were sent.
Result<Change> change_of(const library::HeardAndSaid& track, const Request& request) {
    if (!request.operations.empty()) return plan(track, request.operations);
    STRATUM_TRY_VOID(library::check(request.values, track.heard.duration));
    return Change{.correction = {.track = track.track, .content = track.content, .values = request.values},
                  .after = {}};
}

/// What the list of steps calls it.
std::string action_of(const Request& request) {
    if (!request.operations.empty()) return words_of(request.operations);
    std::string action = "set";
    for (const auto field : library::kCorrectedFields)
        if (request.values.has(field)) action += " " + std::string{library::short_name_of(field)};
    return action;
}

Result<std::string> correction_json(store::Database& database, Library& library, const library::Corrected& corrected,
                                    const library::TrackSummary& track, const Uuid& file) {
    STRATUM_TRY(const auto known, library.heard_and_said(file, looked_at()));
    Authors authors{database};
    JsonWriter w;
    w.begin_object();
    STRATUM_TRY_VOID(write_step_member(w, authors, corrected));
    w.key("track");
    library::write_track(w, track);
    w.key("corrected");
    write_fields(w, known.said);
    w.key("shown");
    write_shown(w, known.shown());
    w.key("heard");
    write_shown(w, known.heard);
    w.end_object();
    return w.take();
}

/// Corrects one track, if it still is what the client has seen.
Answer correct_one(Call& call) {
    STRATUM_TRY(const Uuid id, platform::id_in_path(call));
    STRATUM_TRY(const auto body, platform::body_of(call));
    STRATUM_TRY(const Request request, read_request(body, &call.misfits));
    std::optional<platform::Problem> wrong;
    auto changed = call.services.change([&](store::Database& database) -> Result<net::Response> {
        wrong.reset();
        auto library = Library::over(database, call.workspace, call.services.clock, platform::author_of(call));
        Tracks tracks{library};
        STRATUM_TRY(const auto before, tracks.summary(id));
        wrong = platform::outdated(call, library::etag_of(before));
        if (wrong) return net::Response{};
        STRATUM_TRY(const Uuid file, library.oldest_file(id));
        STRATUM_TRY(const auto known, library.heard_and_said(file, looked_at()));
        if (!known.analysed_at) {
            wrong = not_heard_yet();
            return net::Response{};
        }
        STRATUM_TRY(const auto change, change_of(known, request));
        STRATUM_TRY(const auto corrected, library.correct(action_of(request), std::array{change.correction}));
        STRATUM_TRY(const auto after, tracks.summary(id));
        STRATUM_TRY(auto json, correction_json(database, library, corrected, after, file));
        auto response = answer(corrected, std::move(json), "/api/v1/tracks/" + to_text(id) + "/corrections");
        response.headers.set("ETag", library::etag_of(after));
        return response;
    });
    if (wrong) return std::move(*wrong);
    STRATUM_TRY(auto response, std::move(changed));
    return response;
}

/// What would be done to many tracks, and of which state of each it was made.
struct ManyPlans {
    std::vector<library::TrackCorrection> corrections;
    std::vector<std::pair<Uuid, std::int64_t>> versions;
    std::vector<Refused> refused;
};

Result<ManyPlans> plan_many(const Call& call, const BulkRequest& request) {
    STRATUM_TRY(const auto lease, call.services.pool.read());
    auto library = Library::over(*lease, call.workspace, call.services.clock);
    Tracks tracks{library};
    ManyPlans plans;
    for (const Uuid& id : request.tracks) {
        STRATUM_TRY(const auto summary, tracks.summary(id));
        plans.versions.emplace_back(id, summary.version);
        const auto file = library.oldest_file(id);
        if (!file && file.error().code != ErrorCode::not_found) return file.error();
        std::optional<library::HeardAndSaid> known;
        if (file) {
            STRATUM_TRY(known, library.heard_and_said(*file, looked_at()));
        }
        if (!known || !known->analysed_at) {
            plans.refused.push_back({id, not_heard_yet().detail});
            continue;
        }
        auto change = plan(*known, request.operations);
        if (change)
            plans.corrections.push_back(std::move(change->correction));
        else if (change.error().code == ErrorCode::invalid_argument)
            plans.refused.push_back({id, change.error().message});
        else
            return change.error();
    }
    return plans;
}

/// Corrects many tracks as one step. Beats are computed before others have to wait for the writer, and again where a
/// track changed meanwhile.
Answer correct_many(Call& call) {
    STRATUM_TRY(const auto body, platform::body_of(call));
    STRATUM_TRY(const BulkRequest request, read_bulk_request(body, &call.misfits));
    for (int i = 0; i < kTries; ++i) {
        STRATUM_TRY(const ManyPlans plans, plan_many(call, request));
        if (plans.corrections.empty())
            return error(ErrorCode::invalid_argument,
                         "this can be done to none of the tracks; of the first: " + plans.refused.front().why);
        bool changed_meanwhile = false;
        auto done = call.services.change([&](store::Database& database) -> Result<net::Response> {
            changed_meanwhile = false;
            auto library = Library::over(database, call.workspace, call.services.clock, platform::author_of(call));
            Tracks tracks{library};
            for (const auto& [id, version] : plans.versions) {
                STRATUM_TRY(const auto summary, tracks.summary(id));
                changed_meanwhile = changed_meanwhile || summary.version != version;
            }
            if (changed_meanwhile) return net::Response{};
            STRATUM_TRY(const auto corrected, library.correct(words_of(request.operations), plans.corrections));
            return step_answer(database, corrected, plans.refused);
        });
        if (changed_meanwhile) continue;
        STRATUM_TRY(auto response, std::move(done));
        return response;
    }
    return platform::problem(409, "conflict", "the tracks are being changed by others all the time",
                             "try again a little later");
}

Answer undo(Call& call) {
    const auto number = parse_integer(call.request.capture("number"));
    if (!number || *number < 1)
        return platform::problem(404, "not_found", "there is no step of this number",
                                 "GET /api/v1/corrections lists them");
    std::optional<platform::Problem> wrong;
    auto changed = call.services.change([&](store::Database& database) -> Result<net::Response> {
        wrong.reset();
        auto library = Library::over(database, call.workspace, call.services.clock, platform::author_of(call));
        STRATUM_TRY(const auto step, library.correction_step(*number));
        if (step.undone) {
            wrong = platform::problem(409, "conflict", "step " + std::to_string(*number) + " is undone already",
                                      "to have it again, undo the step that undid it");
            return net::Response{};
        }
        STRATUM_TRY(const auto corrected, library.undo(number));
        return step_answer(database, corrected, {});
    });
    if (wrong) return std::move(*wrong);
    STRATUM_TRY(auto response, std::move(changed));
    return response;
}

Answer list_steps(const Call& call, const std::optional<Uuid>& track) {
    STRATUM_TRY(const auto page, platform::page_of(call));
    STRATUM_TRY(const auto lease, call.services.pool.read());
    auto library = Library::over(*lease, call.workspace, call.services.clock);
    if (track) {
        STRATUM_TRY(const auto there, Tracks{library}.summary(*track));
    }
    STRATUM_TRY(const auto found, library.correction_steps(
                                      {.limit = static_cast<std::size_t>(page.limit), .cursor = page.cursor}, track));
    Authors authors{*lease};
    JsonWriter w;
    w.begin_object();
    w.key("items");
    w.begin_array();
    for (const auto& step : found.items) {
        STRATUM_TRY(const std::string author, authors.name_of(step));
        write_step(w, step, author);
    }
    w.end_array();
    w.member("next_cursor", found.next_cursor);
    w.end_object();
    return platform::json_text(200, w.take());
}

Answer list(Call& call) { return list_steps(call, {}); }

Answer list_of_track(Call& call) {
    STRATUM_TRY(const Uuid id, platform::id_in_path(call));
    return list_steps(call, id);
}

}  // namespace

std::vector<platform::Route> correction_routes() {
    using net::Method;
    return {
        {.method = Method::get,
         .path = "/api/v1/tracks/{id}/corrections",
         .permission = "tracks.read",
         .query = platform::paged(),
         .handle = list_of_track},
        {.method = Method::post,
         .path = "/api/v1/tracks/{id}/corrections",
         .permission = "corrections.write",
         .handle = correct_one,
         .idempotent = true,
         .body_limit = kBodyOfManyBeats},
        {.method = Method::get,
         .path = "/api/v1/corrections",
         .permission = "tracks.read",
         .query = platform::paged(),
         .handle = list},
        {.method = Method::post,
         .path = "/api/v1/corrections",
         .permission = "corrections.write",
         .handle = correct_many,
         .idempotent = true},
        {.method = Method::post,
         .path = "/api/v1/corrections/{number}/undo",
         .permission = "corrections.write",
         .handle = undo,
         .idempotent = true},
    };
}

}  // namespace stratum::correct
