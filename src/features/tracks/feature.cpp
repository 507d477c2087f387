#include "stratum/tracks/feature.hpp"

#include "routes.hpp"

namespace stratum::tracks {

platform::Feature feature() {
    platform::Feature feature{
        .name = "tracks",
        .permissions = {{"tracks.read", "look at tracks and lists", account::Tag::read},
                        {"tracks.write", "change what is said of tracks", account::Tag::contribute},
                        {"tracks.delete", "put tracks into the bin and erase them", account::Tag::contribute},
                        {"playlists.write", "make and change playlists", account::Tag::contribute},
                        {"collections.write", "make and change collections", account::Tag::contribute}},
        .routes = routes()};
    for (auto& route : bulk_routes()) feature.routes.push_back(std::move(route));
    for (auto& route : list_routes()) feature.routes.push_back(std::move(route));
    return feature;
}

}  // namespace stratum::tracks
