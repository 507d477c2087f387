#include "routes.hpp"
#include "stratum/library/library.hpp"
#include "stratum/library/lists.hpp"
#include "stratum/library/query.hpp"
#include "stratum/library/summary_json.hpp"
#include "stratum/platform/answers.hpp"
#include "stratum/platform/author.hpp"

/// Playlists and collections (`api/lists.yaml`).
namespace stratum::tracks {
namespace {

using library::Collection;
using library::Collections;
using library::Library;
using library::Playlist;
using library::Playlists;
using platform::Answer;
using platform::Call;

constexpr std::size_t kMostTracks = 10'000;

struct PlaylistNew {
    std::string name;
    std::optional<std::string> description;
    std::optional<std::vector<Uuid>> track_ids;
};
template <class V>
void describe(V& v, PlaylistNew& x) {
    v.field("name", x.name);
    v.field("description", x.description);
    v.field("track_ids", x.track_ids);
}
struct CollectionNew {
    std::string name;
    std::optional<std::string> description;
    std::optional<std::string> query;
};
template <class V>
void describe(V& v, CollectionNew& x) {
    v.field("name", x.name);
    v.field("description", x.description);
    v.field("query", x.query);
}
struct PlaylistPatch {
    std::optional<std::string> name;
    net::Change<std::string> description;
};
template <class V>
void describe(V& v, PlaylistPatch& x) {
    v.field("name", x.name);
    v.field("description", x.description);
}
struct CollectionPatch : PlaylistPatch {
    std::optional<std::string> query;
};
template <class V>
void describe(V& v, CollectionPatch& x) {
    describe(v, static_cast<PlaylistPatch&>(x));
    v.field("query", x.query);
}
struct EntriesNew {
    std::vector<Uuid> track_ids;
    std::optional<Uuid> before;
};
template <class V>
void describe(V& v, EntriesNew& x) {
    v.field("track_ids", x.track_ids);
    v.field("before", x.before);
}
struct EntriesMove {
    std::vector<Uuid> entry_ids;
    std::optional<Uuid> before;
};
template <class V>
void describe(V& v, EntriesMove& x) {
    v.field("entry_ids", x.entry_ids);
    v.field("before", x.before);
}
struct TrackIdList {
    std::vector<Uuid> track_ids;
};
template <class V>
void describe(V& v, TrackIdList& x) {
    v.field("track_ids", x.track_ids);
}

Result<void> check_count(const std::vector<Uuid>& ids, const std::string& name) {
    if (!ids.empty() && ids.size() <= kMostTracks) return {};
    return error(ErrorCode::invalid_argument, name + " must be 1 to " + std::to_string(kMostTracks) + " ids");
}

template <class List>
void write_common(JsonWriter& w, const List& list) {
    w.member("id", to_text(list.id));
    w.member("name", list.name);
    w.member("description", list.description);
    w.member("created_at", to_rfc3339(list.created_at));
    w.member("updated_at", to_rfc3339(list.updated_at));
    w.member("version", list.version);
}
void write(JsonWriter& w, const Playlist& list) {
    w.begin_object();
    write_common(w, list);
    w.member("tracks", list.tracks);
    w.member("duration", list.duration);
    w.end_object();
}
void write(JsonWriter& w, const Collection& list) {
    w.begin_object();
    write_common(w, list);
    w.member("kind", list.query ? "query" : "manual");
    w.member("query", list.query);
    if (!list.query) w.member("tracks", list.tracks);
    w.end_object();
}
void write(JsonWriter& w, const library::PlaylistEntry& entry) {
    w.begin_object();
    w.member("id", to_text(entry.id));
    w.member("position", entry.position);
    w.member("added_at", to_rfc3339(entry.added_at));
    w.key("track");
    library::write_track(w, entry.track);
    w.end_object();
}

template <class Item>
Answer page_answer(const library::Page<Item>& page) {
    JsonWriter w;
    w.begin_object();
    w.key("items");
    w.begin_array();
    for (const Item& item : page.items) write(w, item);
    w.end_array();
    w.member("next_cursor", page.next_cursor);
    w.end_object();
    return platform::json_text(200, w.take());
}

template <class List>
std::string etag_of_list(const List& list) {
    return "\"" + std::to_string(list.version) + "\"";
}
template <class List>
net::Response list_response(int status, const List& list, std::string_view kind = {}) {
    JsonWriter w;
    write(w, list);
    auto response = platform::json_text(status, w.take());
    response.headers.set("ETag", etag_of_list(list));
    if (!kind.empty()) response.headers.set("Location", "/api/v1/" + std::string{kind} + "/" + to_text(list.id));
    return response;
}

Result<library::PageRequest> page_request(const Call& call) {
    STRATUM_TRY(const auto page, platform::page_of(call));
    return library::PageRequest{.limit = static_cast<std::size_t>(page.limit), .cursor = page.cursor};
}

template <class Lists>
Answer list_all(Call& call) {
    STRATUM_TRY(const auto page, page_request(call));
    STRATUM_TRY(const auto lease, call.services.pool.read());
    auto library = Library::over(*lease, call.workspace, call.services.clock);
    STRATUM_TRY(const auto found, Lists{library}.list(platform::text_parameter(call, "q").value_or(""), page));
    return page_answer(found);
}

template <class Lists>
Answer show(Call& call) {
    STRATUM_TRY(const Uuid id, platform::id_in_path(call));
    STRATUM_TRY(const auto lease, call.services.pool.read());
    auto library = Library::over(*lease, call.workspace, call.services.clock);
    STRATUM_TRY(const auto list, Lists{library}.get(id));
    if (auto same = platform::unchanged(call, etag_of_list(list))) return std::move(*same);
    return list_response(200, list);
}

/// A change of one list, if it still is what the client has seen; in one transaction with the look.
template <class Lists, class Work>
Answer change(Call& call, Work&& work) {
    STRATUM_TRY(const Uuid id, platform::id_in_path(call));
    std::optional<platform::Problem> wrong;
    auto changed = call.services.change([&](store::Database& database) -> Result<net::Response> {
        wrong.reset();
        auto library = Library::over(database, call.workspace, call.services.clock, platform::author_of(call));
        Lists lists{library};
        STRATUM_TRY(const auto before, lists.get(id));
        wrong = platform::outdated(call, etag_of_list(before));
        if (wrong) return net::Response{};
        return work(lists, id);
    });
    if (wrong) return std::move(*wrong);
    STRATUM_TRY(auto response, std::move(changed));
    return response;
}

template <class Lists>
Answer remove(Call& call) {
    return change<Lists>(call, [](Lists& lists, const Uuid& id) -> Result<net::Response> {
        STRATUM_TRY_VOID(lists.remove(id));
        return platform::nothing();
    });
}

library::ListPatch to_library(const PlaylistPatch& patch) {
    library::ListPatch out{.name = patch.name};
    if (patch.description.present) out.description.emplace(patch.description.value);
    return out;
}

/// What a list finds tells as much as a search.
Result<void> check_query(const Call& call, const std::optional<std::string>& query) {
    return query && !platform::from_this_computer(call.request) ? library::refuse_folders(*query) : Result<void>{};
}

template <class Lists, class Patch>
Answer update(Call& call) {
    STRATUM_TRY(const auto wish, platform::body_as<Patch>(call));
    library::ListPatch patch = to_library(wish);
    if constexpr (std::is_same_v<Patch, CollectionPatch>) {
        STRATUM_TRY_VOID(check_query(call, wish.query));
        patch.query = wish.query;
    }
    if (!patch.name && !patch.description && !patch.query)
        return error(ErrorCode::invalid_argument, "the patch names nothing to change");
    return change<Lists>(call, [&](Lists& lists, const Uuid& id) -> Result<net::Response> {
        STRATUM_TRY(const auto list, lists.update(id, patch));
        return list_response(200, list);
    });
}

Answer create_playlist(Call& call) {
    STRATUM_TRY(const auto wish, platform::body_as<PlaylistNew>(call));
    if (wish.track_ids) STRATUM_TRY_VOID(check_count(*wish.track_ids, "track_ids"));
    STRATUM_TRY(const auto made, call.services.change([&](store::Database& database) -> Result<Playlist> {
        auto library = Library::over(database, call.workspace, call.services.clock, platform::author_of(call));
        return Playlists{library}.create(wish.name, wish.description, wish.track_ids.value_or(std::vector<Uuid>{}));
    }));
    return list_response(201, made, "playlists");
}

Answer create_collection(Call& call) {
    STRATUM_TRY(const auto wish, platform::body_as<CollectionNew>(call));
    STRATUM_TRY_VOID(check_query(call, wish.query));
    STRATUM_TRY(const auto made, call.services.change([&](store::Database& database) -> Result<Collection> {
        auto library = Library::over(database, call.workspace, call.services.clock, platform::author_of(call));
        return Collections{library}.create(wish.name, wish.description, wish.query);
    }));
    return list_response(201, made, "collections");
}

Answer entries(Call& call) {
    STRATUM_TRY(const Uuid id, platform::id_in_path(call));
    STRATUM_TRY(const auto page, page_request(call));
    STRATUM_TRY(const auto lease, call.services.pool.read());
    auto library = Library::over(*lease, call.workspace, call.services.clock);
    STRATUM_TRY(const auto found, Playlists{library}.entries(id, page));
    return page_answer(found);
}

Answer add_entries(Call& call) {
    STRATUM_TRY(const auto wish, platform::body_as<EntriesNew>(call));
    STRATUM_TRY_VOID(check_count(wish.track_ids, "track_ids"));
    return change<Playlists>(call, [&](Playlists& lists, const Uuid& id) -> Result<net::Response> {
        STRATUM_TRY(const auto added, lists.add(id, wish.track_ids, wish.before));
        JsonWriter w;
        w.begin_object();
        w.key("entry_ids");
        w.begin_array();
        for (const Uuid& entry : added.entries) w.string(to_text(entry));
        w.end_array();
        w.key("playlist");
        write(w, added.playlist);
        w.end_object();
        auto response = platform::json_text(201, w.take());
        response.headers.set("Location", "/api/v1/playlists/" + to_text(id) + "/entries");
        return response;
    });
}

Answer move_entries(Call& call) {
    STRATUM_TRY(const auto wish, platform::body_as<EntriesMove>(call));
    STRATUM_TRY_VOID(check_count(wish.entry_ids, "entry_ids"));
    return change<Playlists>(call, [&](Playlists& lists, const Uuid& id) -> Result<net::Response> {
        STRATUM_TRY(const auto list, lists.move(id, wish.entry_ids, wish.before));
        return list_response(200, list);
    });
}

Answer remove_entry(Call& call) {
    STRATUM_TRY(const Uuid entry, platform::id_in_path(call, "entry"));
    return change<Playlists>(call, [&](Playlists& lists, const Uuid& id) -> Result<net::Response> {
        STRATUM_TRY_VOID(lists.take_out(id, entry));
        return platform::nothing();
    });
}

Answer add_to_collection(Call& call) {
    STRATUM_TRY(const auto wish, platform::body_as<TrackIdList>(call));
    STRATUM_TRY_VOID(check_count(wish.track_ids, "track_ids"));
    return change<Collections>(call, [&](Collections& lists, const Uuid& id) -> Result<net::Response> {
        STRATUM_TRY(const auto list, lists.add(id, wish.track_ids));
        return list_response(200, list);
    });
}

Answer remove_from_collection(Call& call) {
    STRATUM_TRY(const Uuid track, platform::id_in_path(call, "track"));
    return change<Collections>(call, [&](Collections& lists, const Uuid& id) -> Result<net::Response> {
        STRATUM_TRY_VOID(lists.take_out(id, {&track, 1}));
        return platform::nothing();
    });
}

}  // namespace

std::vector<platform::Route> list_routes() {
    using net::Method;
    constexpr std::string_view kRead = "tracks.read";
    constexpr std::string_view kPlaylists = "playlists.write";
    constexpr std::string_view kCollections = "collections.write";
    return {
        {.method = Method::get,
         .path = "/api/v1/playlists",
         .permission = kRead,
         .query = platform::paged({{"q", 0, 200}}),
         .handle = list_all<Playlists>},
        {.method = Method::post,
         .path = "/api/v1/playlists",
         .permission = kPlaylists,
         .handle = create_playlist,
         .idempotent = true},
        {.method = Method::get, .path = "/api/v1/playlists/{id}", .permission = kRead, .handle = show<Playlists>},
        {.method = Method::patch,
         .path = "/api/v1/playlists/{id}",
         .permission = kPlaylists,
         .handle = update<Playlists, PlaylistPatch>},
        {.method = Method::delete_,
         .path = "/api/v1/playlists/{id}",
         .permission = kPlaylists,
         .handle = remove<Playlists>},
        {.method = Method::get,
         .path = "/api/v1/playlists/{id}/entries",
         .permission = kRead,
         .query = platform::paged(),
         .handle = entries},
        {.method = Method::post,
         .path = "/api/v1/playlists/{id}/entries",
         .permission = kPlaylists,
         .handle = add_entries,
         .idempotent = true},
        {.method = Method::post,
         .path = "/api/v1/playlists/{id}/entries/move",
         .permission = kPlaylists,
         .handle = move_entries,
         .idempotent = true},
        {.method = Method::delete_,
         .path = "/api/v1/playlists/{id}/entries/{entry}",
         .permission = kPlaylists,
         .handle = remove_entry},
        {.method = Method::get,
         .path = "/api/v1/collections",
         .permission = kRead,
         .query = platform::paged(),
         .handle = list_all<Collections>},
        {.method = Method::post,
         .path = "/api/v1/collections",
         .permission = kCollections,
         .handle = create_collection,
         .idempotent = true},
        {.method = Method::get, .path = "/api/v1/collections/{id}", .permission = kRead, .handle = show<Collections>},
        {.method = Method::patch,
         .path = "/api/v1/collections/{id}",
         .permission = kCollections,
         .handle = update<Collections, CollectionPatch>},
        {.method = Method::delete_,
         .path = "/api/v1/collections/{id}",
         .permission = kCollections,
         .handle = remove<Collections>},
        {.method = Method::post,
         .path = "/api/v1/collections/{id}/tracks",
         .permission = kCollections,
         .handle = add_to_collection,
         .idempotent = true},
        {.method = Method::delete_,
         .path = "/api/v1/collections/{id}/tracks/{track}",
         .permission = kCollections,
         .handle = remove_from_collection},
    };
}

}  // namespace stratum::tracks
