#include "stratum/uploads/feature.hpp"

#include "removal.hpp"
#include "routes.hpp"
#include "rows.hpp"
#include "sweep.hpp"

namespace stratum::uploads {

platform::Feature feature() {
    return {.name = "uploads",
            .permissions = {{"tracks.add", "upload music", account::Tag::contribute}},
            .routes = routes(),
            .migrations = {schema()},
            .jobs = {sweep_job, remove_blobs_job},
            .personal = {{.name = "uploads", .write = write_personal, .forget = forget_maker, .leave = leave}}};
}

}  // namespace stratum::uploads
