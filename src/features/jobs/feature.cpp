#include "stratum/jobs/feature.hpp"

#include "routes.hpp"

namespace stratum::jobs {

platform::Feature feature() {
    return {.name = "jobs",
            .permissions = {{"jobs.read", "see what the server is working on", account::Tag::read},
                            {"jobs.manage", "stop and repeat work", account::Tag::analyse}},
            .routes = routes()};
}

}  // namespace stratum::jobs
