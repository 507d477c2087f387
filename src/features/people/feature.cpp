#include "stratum/people/feature.hpp"

#include "audit_command.hpp"
#include "audit_log.hpp"
#include "mails.hpp"
#include "personal_jobs.hpp"
#include "routes.hpp"
#include "schema.hpp"
#include "users_command.hpp"

#include <algorithm>
#include <iterator>

namespace stratum::people {

platform::Feature feature() {
    platform::Feature out{.name = "people",
                          .commands = {make_users_command, make_audit_command},
                          .migrations = {schema()},
                          .jobs = {mail_job, upkeep_job, export_job, erase_job}};
    for (const auto routes : {session_routes, entrance_routes, passkey_login_routes, oidc_routes, profile_routes,
                              factor_routes, identity_routes, workspace_routes, member_routes, role_routes, key_routes,
                              audit_routes, privacy_routes, personal_data_routes}) {
        auto part = routes();
        std::ranges::move(part, std::back_inserter(out.routes));
    }
    return out;
}

}  // namespace stratum::people
