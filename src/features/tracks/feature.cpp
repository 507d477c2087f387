#include "stratum/tracks/feature.hpp"

#include "routes.hpp"

namespace stratum::tracks {

platform::Feature feature() {
    return {.name = "tracks",
            .permissions = {{"tracks.read", "look at tracks", account::Tag::read},
                            {"tracks.write", "change what is said of tracks", account::Tag::contribute},
                            {"tracks.delete", "put tracks into the bin and erase them", account::Tag::contribute}},
            .routes = routes()};
}

}  // namespace stratum::tracks
