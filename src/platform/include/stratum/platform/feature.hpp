#pragma once

#include "stratum/account/permissions.hpp"
#include "stratum/base/command.hpp"
#include "stratum/platform/personal.hpp"
#include "stratum/platform/route.hpp"
#include "stratum/store/events/subscribers.hpp"
#include "stratum/store/jobs/worker.hpp"
#include "stratum/store/migrations.hpp"

#include <functional>
#include <string_view>
#include <vector>

namespace stratum::platform {

/// What a feature brings to the program: data, not an object that reaches everything. `src/app/features.cpp` lists one
/// of these for each folder of `src/features/`, and tests fail for a command, route or permission that no descriptor
/// claims.
struct Feature {
    std::string_view name;
    std::vector<CommandMaker> commands{};
    std::vector<account::PermissionInfo> permissions{};
    std::vector<Route> routes{};
    std::vector<store::MigrationSet> migrations{};
    /// What it does in the background; each is asked for its handler when a worker starts.
    std::vector<std::function<store::JobHandler(const Services& services)>> jobs{};
    /// Which events it follows, each asked for when a process begins to carry them.
    std::vector<std::function<store::Subscriber(const Services& services)>> subscribers{};
    /// What it keeps of people.
    std::vector<PersonalPart> personal{};
};

}  // namespace stratum::platform
