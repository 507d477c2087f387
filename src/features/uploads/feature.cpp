#include "stratum/uploads/feature.hpp"

#include "routes.hpp"
#include "rows.hpp"
#include "sweep.hpp"

namespace stratum::uploads {

platform::Feature feature() {
    return {.name = "uploads",
            .permissions = {{"tracks.add", "upload music", account::Tag::contribute}},
            .routes = routes(),
            .migrations = {schema()},
            .jobs = {sweep_job}};
}

}  // namespace stratum::uploads
