#include "stratum/audio/feature.hpp"

#include "routes.hpp"

namespace stratum::audio {

platform::Feature feature() {
    return {
        .name = "audio", .permissions = {{"audio.read", "listen to tracks", account::Tag::read}}, .routes = routes()};
}

}  // namespace stratum::audio
