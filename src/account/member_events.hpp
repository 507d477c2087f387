#pragma once

#include "stratum/account/call.hpp"
#include "stratum/base/ids.hpp"
#include "stratum/store/database.hpp"

#include <string_view>

namespace stratum::account {

/// Tells those who follow events, and webhooks, if and when the caller's transaction commits: `name` is `member.added`,
/// `member.updated` or `member.removed`. Errors: those of `store::Database`.
Result<void> tell_member(store::Database& database, const Call& call, const Uuid& workspace, std::string_view name,
                         const Uuid& user);

}  // namespace stratum::account
