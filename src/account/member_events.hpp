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
/// `member.updated` of everybody who has this role, since what they may, or what it is called, changed.
Result<void> tell_members_of_role(store::Database& database, const Call& call, const Uuid& workspace,
                                  std::string_view role);

}  // namespace stratum::account
