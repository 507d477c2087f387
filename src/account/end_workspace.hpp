#pragma once

#include "stratum/account/call.hpp"
#include "stratum/base/ids.hpp"
#include "stratum/store/database.hpp"

#include <cstddef>

namespace stratum::account {

/// Closes it whatever it is: nobody is in it, its keys and invitations end, and nobody finds it as the library or as
/// one without an owner. `members` is how many were in it, for the server's log. Errors: those of `store::Database`.
Result<void> end_workspace(store::Database& database, const Call& call, const Uuid& workspace, std::size_t members);

/// An empty library in the place of the server's own, which is about to end. Errors: those of `store::Database`.
Result<void> replace_library(store::Database& database, const Call& call, const Uuid& library);

}  // namespace stratum::account
