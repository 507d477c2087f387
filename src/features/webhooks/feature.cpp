#include "stratum/webhooks/feature.hpp"

#include "hooks.hpp"
#include "routes.hpp"
#include "schema.hpp"
#include "sender.hpp"
#include "subscriber.hpp"

namespace stratum::webhooks {

platform::Feature feature() {
    return {.name = "webhooks",
            .permissions = {{"webhooks.manage", "send events of the workspace to other servers", account::Tag::manage}},
            .routes = routes(),
            .migrations = {schema()},
            .jobs = {send_job},
            .subscribers = {subscriber},
            .personal = {{.name = "webhooks", .write = write_personal, .forget = forget_maker}}};
}

}  // namespace stratum::webhooks
