#pragma once

#include "stratum/base/clock.hpp"
#include "stratum/store/pool.hpp"

#include <memory>
#include <string>

namespace stratum::people {

/// The library's database with everything that accounts need in it, for commands of the terminal. Whoever may open it
/// may do everything to it anyway. Errors: `not_found` where there is no library yet, and those of opening one.
[[nodiscard]] Result<std::unique_ptr<store::Pool>> open_accounts(const std::string& library, const Clock& clock);

}  // namespace stratum::people
