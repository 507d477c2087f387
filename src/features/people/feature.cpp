#include "stratum/people/feature.hpp"

#include "mails.hpp"
#include "routes.hpp"
#include "schema.hpp"

#include <iterator>

namespace stratum::people {

platform::Feature feature() {
    platform::Feature out{.name = "people", .migrations = {schema()}, .jobs = {mail_job}};
    for (const auto routes : {session_routes, entrance_routes}) {
        auto part = routes();
        std::ranges::move(part, std::back_inserter(out.routes));
    }
    return out;
}

}  // namespace stratum::people
