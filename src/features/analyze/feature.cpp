#include "stratum/analyze/feature.hpp"

#include "commands.hpp"
#include "server/jobs.hpp"
#include "server/routes.hpp"

namespace stratum::analyze {

platform::Feature feature() {
    platform::Feature feature{
        .name = "analyze",
        .commands = {make_analyze_command, make_show_command, make_hear_command},
        .permissions = {{"folders.add", "add folders of the server's computer", account::Tag::manage},
                        {"analyses.run", "have tracks heard (again)", account::Tag::analyse}},
        .routes = folder_routes(),
        .migrations = {folder_schema()},
        .jobs = {analyse_job, scan_job},
        .personal = {{.name = "folders", .write = write_folders}}};
    for (auto& route : report_routes()) feature.routes.push_back(std::move(route));
    return feature;
}

}  // namespace stratum::analyze
