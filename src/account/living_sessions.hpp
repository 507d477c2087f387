#pragma once

#include "stratum/account/call.hpp"
#include "stratum/store/database.hpp"

#include <set>
#include <span>

namespace stratum::account {

/// Of these, those that `authenticate_session` would find and that wait for no second factor; many at a time.
[[nodiscard]] Result<std::set<Uuid>> living_sessions(store::Database& database, std::span<const Uuid> sessions,
                                                     const Policy& policy, Timestamp now);

}  // namespace stratum::account
