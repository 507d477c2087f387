#pragma once

#include "stratum/base/ids.hpp"
#include "stratum/store/database.hpp"

namespace stratum::account {

/// Whoever has neither a password nor a passkey nor an account at a provider can not come in any more. Asked before one
/// of these is taken away. Errors: `invalid_argument` when it is the only one, with what to do first.
[[nodiscard]] Result<void> check_other_way_in(store::Database& database, const Uuid& user);

}  // namespace stratum::account
