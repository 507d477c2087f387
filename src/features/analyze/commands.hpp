#pragma once

#include "stratum/base/command.hpp"

#include <memory>

namespace stratum::analyze {

[[nodiscard]] std::unique_ptr<Command> make_analyze_command();
[[nodiscard]] std::unique_ptr<Command> make_show_command();
[[nodiscard]] std::unique_ptr<Command> make_hear_command();

}  // namespace stratum::analyze
