#include "stratum/audio/feature.hpp"

#include "routes.hpp"

namespace stratum::audio {

platform::Feature feature() {
    platform::Feature feature{.name = "audio",
                              .permissions = {{"audio.read", "listen to tracks", account::Tag::read}},
                              .routes = sound_routes()};
    for (auto& route : waveform_routes()) feature.routes.push_back(std::move(route));
    return feature;
}

}  // namespace stratum::audio
