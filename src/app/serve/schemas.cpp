#include "serve/schemas.hpp"

#include "features.hpp"
#include "stratum/account/schema.hpp"
#include "stratum/library/library.hpp"
#include "stratum/platform/schema.hpp"
#include "stratum/store/events/events.hpp"
#include "stratum/store/jobs/jobs_schema.hpp"

namespace stratum::app {

std::vector<store::MigrationSet> server_schemas() {
    std::vector<store::MigrationSet> all{account::schema(), store::jobs_schema(), store::events_schema(),
                                         platform::schema()};
    for (const auto& feature : features()) all.insert(all.end(), feature.migrations.begin(), feature.migrations.end());
    all.push_back(platform::secrets_schema());
    return all;
}

std::vector<store::MigrationSet> all_schemas() {
    std::vector<store::MigrationSet> all = server_schemas();
    all.insert(all.begin(), library::migrations());
    return all;
}

}  // namespace stratum::app
