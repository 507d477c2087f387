#include "stratum/tracks/feature.hpp"

#include "routes.hpp"
#include "stratum/library/personal.hpp"

namespace stratum::tracks {

namespace {

Result<void> write_personal(store::Database& database, const platform::Person& person, JsonWriter& w) {
    w.begin_object();
    w.key("workspaces");
    w.begin_array();
    for (const Uuid& workspace : person.own) STRATUM_TRY_VOID(library::write_holdings(database, workspace, w));
    w.end_array();
    w.key("edits");
    STRATUM_TRY_VOID(library::write_edits_by(database, person.id, w));
    w.end_object();
    return {};
}

}  // namespace

platform::Feature feature() {
    platform::Feature feature{
        .name = "tracks",
        .permissions = {{"tracks.read", "look at tracks and lists", account::Tag::read},
                        {"tracks.write", "change what is said of tracks", account::Tag::contribute},
                        {"tracks.delete", "put tracks into the bin and erase them", account::Tag::contribute},
                        {"playlists.write", "make and change playlists", account::Tag::contribute},
                        {"collections.write", "make and change collections", account::Tag::contribute}},
        .routes = routes(),
        .personal = {{.name = "library", .write = write_personal, .forget = library::forget_edits_by}}};
    for (auto& route : bulk_routes()) feature.routes.push_back(std::move(route));
    for (auto& route : list_routes()) feature.routes.push_back(std::move(route));
    return feature;
}

}  // namespace stratum::tracks
