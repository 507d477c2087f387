#pragma once

#include "stratum/account/call.hpp"
#include "stratum/account/decide.hpp"
#include "stratum/store/database.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace stratum::account {

/// For connections that stay open while rights change: what each of `actors`, who were let in once, would be answered
/// if they asked now. It is `decide`, after that which is asked at every request: whether the session has not ended,
/// and whether whoever sits at this computer still needs no login. Each person and each key is asked about once,
/// however often they are named. Not for dangerous permissions.
[[nodiscard]] Result<std::vector<Decision>> decide_again(store::Database& database,
                                                         const PermissionCatalogue& permissions, const Policy& policy,
                                                         std::span<const Actor> actors, std::string_view permission,
                                                         const Uuid& workspace, Timestamp now);

}  // namespace stratum::account
