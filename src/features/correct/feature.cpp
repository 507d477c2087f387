#include "stratum/correct/feature.hpp"

#include "commands.hpp"
#include "server/routes.hpp"

namespace stratum::correct {

platform::Feature feature() {
    platform::Feature feature{
        .name = "correct",
        .commands = {make_fix_command, make_review_command},
        .permissions = {{"corrections.write", "say what tempo, beats and key of tracks really are",
                         account::Tag::analyse}},
        .routes = correction_routes()};
    for (auto& route : review_routes()) feature.routes.push_back(std::move(route));
    return feature;
}

}  // namespace stratum::correct
