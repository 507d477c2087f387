#include "routes.hpp"
#include "stratum/account/decide.hpp"
#include "stratum/base/fields.hpp"
#include "stratum/library/analysis_jobs.hpp"
#include "stratum/library/library.hpp"
#include "stratum/library/lists.hpp"
#include "stratum/library/loose_blobs.hpp"
#include "stratum/platform/answers.hpp"
#include "stratum/platform/author.hpp"
#include "stratum/platform/jobs_wire.hpp"
#include "stratum/store/jobs/job_store.hpp"
#include "wire.hpp"

#include <array>
#include <set>

/// One thing done to many tracks (`/tracks/bulk` in `api/tracks.yaml`).
namespace stratum::tracks {
namespace {

using library::Library;
using library::Tracks;
using platform::Answer;
using platform::Call;

constexpr std::size_t kMostTracks = 10'000;

enum class Action : std::uint8_t {
    patch,
    bin,
    restore,
    erase,
    analyse,
    add_to_playlist,
    add_to_collection,
    remove_from_collection,
};
constexpr std::array<std::pair<Action, std::string_view>, 8> kNames{{
    {Action::patch, "patch"},
    {Action::bin, "bin"},
    {Action::restore, "restore"},
    {Action::erase, "erase"},
    {Action::analyse, "analyse"},
    {Action::add_to_playlist, "add_to_playlist"},
    {Action::add_to_collection, "add_to_collection"},
    {Action::remove_from_collection, "remove_from_collection"},
}};
std::string_view name_of(Action action) { return find_name(kNames, action); }
bool from_name(std::string_view name, Action& out) { return find_name(kNames, name, out); }

struct Wish {
    Action action{};
    std::vector<Uuid> track_ids;
    std::optional<Patch> patch;
    std::optional<Uuid> list_id;
};
template <class V>
void describe(V& v, Wish& x) {
    v.field("action", x.action);
    v.field("track_ids", x.track_ids);
    v.field("patch", x.patch);
    v.field("list_id", x.list_id);
}

/// The same as for one track at a time.
std::string_view permission_for(Action action) {
    switch (action) {
        case Action::patch:
            return "tracks.write";
        case Action::bin:
        case Action::restore:
        case Action::erase:
            return "tracks.delete";
        case Action::analyse:
            return "analyses.run";
        case Action::add_to_playlist:
            return "playlists.write";
        case Action::add_to_collection:
        case Action::remove_from_collection:
            break;
    }
    return "collections.write";
}

bool is_about_a_list(Action action) {
    return action == Action::add_to_playlist || action == Action::add_to_collection ||
           action == Action::remove_from_collection;
}

Result<void> check(const Wish& wish) {
    if (wish.track_ids.empty() || wish.track_ids.size() > kMostTracks)
        return error(ErrorCode::invalid_argument, "track_ids must be 1 to " + std::to_string(kMostTracks) + " ids");
    const std::string action{name_of(wish.action)};
    if (wish.patch.has_value() != (wish.action == Action::patch))
        return error(ErrorCode::invalid_argument,
                     wish.patch ? "patch does not belong to the action " + action : "patch is missing",
                     "it says what the action patch changes");
    if (wish.list_id.has_value() != is_about_a_list(wish.action))
        return error(ErrorCode::invalid_argument,
                     wish.list_id ? "list_id does not belong to the action " + action : "list_id is missing",
                     "it names the list of actions that add to one or remove from one");
    return {};
}

/// What came of it.
struct Done {
    std::int64_t changed = 0;
    std::optional<store::Job> job;
};

Result<Done> ask_for_analyses(const Call& call, Library& library, store::Database& database, const Wish& wish) {
    STRATUM_TRY(const auto requested,
                library::request_analyses(library, call.services.ids, wish.track_ids, true, call.now));
    STRATUM_TRY(auto job, store::find_job(database, call.workspace, requested.last));
    return Done{requested.jobs, std::move(job)};
}

/// In the caller's transaction, so that it is done to all tracks or to none.
Result<Done> carry_out(const Call& call, store::Database& database, const Wish& wish,
                       const library::TrackPatch& patch) {
    auto library = Library::over(database, call.workspace, call.services.clock, platform::author_of(call));
    Tracks tracks{library};
    const auto changed = [](Result<std::int64_t> count) -> Result<Done> {
        STRATUM_TRY_VOID(count);
        return Done{*count, {}};
    };
    switch (wish.action) {
        case Action::patch:
            return changed(tracks.patch(wish.track_ids, patch));
        case Action::bin:
            return changed(tracks.bin(wish.track_ids));
        case Action::restore:
            return changed(tracks.restore(wish.track_ids));
        case Action::erase: {
            STRATUM_TRY(const auto erased, tracks.erase(wish.track_ids));
            STRATUM_TRY_VOID(library::note_loose(database, call.services.ids, erased.stored, call.now));
            return Done{erased.tracks, {}};
        }
        case Action::analyse:
            return ask_for_analyses(call, library, database, wish);
        case Action::add_to_playlist: {
            STRATUM_TRY(const auto added, library::Playlists{library}.add(*wish.list_id, wish.track_ids));
            return Done{static_cast<std::int64_t>(added.entries.size()), {}};
        }
        case Action::add_to_collection:
        case Action::remove_from_collection:
            break;
    }
    library::Collections lists{library};
    STRATUM_TRY(const auto before, lists.get(*wish.list_id));
    STRATUM_TRY(const auto after, wish.action == Action::add_to_collection
                                      ? lists.add(*wish.list_id, wish.track_ids)
                                      : lists.take_out(*wish.list_id, wish.track_ids));
    return Done{std::abs(after.tracks - before.tracks), {}};
}

/// Of each track once, except for playlists, where a track may stand several times.
void drop_doubles(Wish& wish) {
    if (wish.action == Action::add_to_playlist) return;
    std::set<Uuid> seen;
    std::erase_if(wish.track_ids, [&](const Uuid& track) { return !seen.insert(track).second; });
}

Answer change_many(Call& call) {
    STRATUM_TRY(auto wish, platform::body_as<Wish>(call));
    STRATUM_TRY_VOID(check(wish));
    drop_doubles(wish);
    library::TrackPatch patch;
    if (wish.patch) {
        STRATUM_TRY(patch, to_library(*wish.patch));
    }
    const std::string_view permission = permission_for(wish.action);
    std::optional<platform::Problem> wrong;
    auto done = call.services.change([&](store::Database& database) -> Result<Done> {
        wrong.reset();
        STRATUM_TRY(const auto decision, account::decide(database, call.services.permissions, call.actor, permission,
                                                         call.workspace, call.now));
        if (!decision.allowed) {
            wrong = platform::problem_of(account::refusal(decision, permission), false);
            return Done{};
        }
        return carry_out(call, database, wish, patch);
    });
    if (wrong) return std::move(*wrong);
    if (!done && wish.action == Action::erase && done.error().code == ErrorCode::invalid_argument)
        return platform::problem(409, "conflict", done.error().message, "only tracks in the bin can be erased");
    STRATUM_TRY_VOID(done);
    JsonWriter w;
    w.begin_object();
    w.member("changed", done->changed);
    if (done->job) {
        w.key("job");
        platform::write_job(w, *done->job);
    }
    w.end_object();
    return platform::json_text(200, w.take());
}

}  // namespace

std::vector<platform::Route> bulk_routes() {
    return {{.method = net::Method::post,
             .path = "/api/v1/tracks/bulk",
             .permission = "tracks.write",
             .handle = change_many,
             .idempotent = true}};
}

}  // namespace stratum::tracks
