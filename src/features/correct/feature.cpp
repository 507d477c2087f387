#include "stratum/correct/feature.hpp"

#include "commands.hpp"
#include "server/routes.hpp"
#include "stratum/library/personal.hpp"

namespace stratum::correct {

platform::Feature feature() {
    platform::Feature feature{
        .name = "correct",
        .commands = {make_fix_command, make_review_command},
        .permissions = {{"corrections.write", "say what tempo, beats and key of tracks really are",
                         account::Tag::analyse}},
        .routes = correction_routes(),
        .personal = {{.name = "corrections",
                      .write = [](store::Database& database, const platform::Person& person,
                                  JsonWriter& w) { return library::write_corrections_by(database, person.id, w); },
                      .forget = library::forget_corrections_by}}};
    for (auto& route : review_routes()) feature.routes.push_back(std::move(route));
    return feature;
}

}  // namespace stratum::correct
