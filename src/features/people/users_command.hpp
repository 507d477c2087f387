#pragma once

#include "stratum/base/command.hpp"

#include <memory>

namespace stratum::people {

/// `stratum users`: for whoever runs the server and may open its database.
[[nodiscard]] std::unique_ptr<Command> make_users_command();

}  // namespace stratum::people
