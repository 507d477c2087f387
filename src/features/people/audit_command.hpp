#pragma once

#include "stratum/base/command.hpp"

#include <memory>

namespace stratum::people {

/// `stratum audit verify`: an exported audit log, without the server.
[[nodiscard]] std::unique_ptr<Command> make_audit_command();

}  // namespace stratum::people
