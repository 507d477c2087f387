#include "stratum/store/open.hpp"

#include "stratum/store/postgresql.hpp"
#include "stratum/store/sqlite.hpp"

namespace stratum::store {

Result<std::unique_ptr<Database>> open_database(const std::string& place, Seconds patience) {
    if (is_postgresql_url(place)) return open_postgresql({.url = place, .patience = patience});
    return open_sqlite({.path = place, .patience = patience});
}

}  // namespace stratum::store
