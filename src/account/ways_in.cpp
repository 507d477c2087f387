#include "ways_in.hpp"

namespace stratum::account {

Result<void> check_other_way_in(store::Database& database, const Uuid& user) {
    STRATUM_TRY(const auto ways,
                database.query_one(
                    "SELECT (SELECT count(*) FROM users WHERE id = $1 AND password IS NOT NULL) + (SELECT count(*) "
                    "FROM passkeys WHERE user_id = $1) + (SELECT count(*) FROM oidc_identities WHERE user_id = $1)",
                    {user.bytes}));
    if (ways->integer(0) < 2)
        return error(ErrorCode::invalid_argument, "this is the only way you can log in", "set a password first");
    return {};
}

}  // namespace stratum::account
