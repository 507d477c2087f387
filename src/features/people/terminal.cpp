#include "terminal.hpp"

#include "stratum/account/schema.hpp"
#include "stratum/base/os/files.hpp"
#include "stratum/base/text.hpp"
#include "stratum/library/library.hpp"
#include "stratum/store/migrations.hpp"
#include "stratum/store/postgresql.hpp"

#include <array>

namespace stratum::people {

Result<std::unique_ptr<store::Pool>> open_accounts(const std::string& library, const Clock& clock) {
    const bool url = store::is_postgresql_url(library);
    if (!url && !exists(join_path(library, "library.db")))
        return error(ErrorCode::not_found, "there is no library in " + valid_utf8(library),
                     "start the server once, or choose another one with --library");
    STRATUM_TRY_VOID(library::Library::open(library, store::Access::write, clock));
    STRATUM_TRY(auto pool,
                store::Pool::open({.place = url ? library : join_path(library, "library.db"), .connections = 2}));
    STRATUM_TRY(const auto writer, pool->write());
    STRATUM_TRY_VOID(store::migrate(*writer, std::array{account::schema()}, clock));
    return pool;
}

}  // namespace stratum::people
