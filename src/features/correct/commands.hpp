#pragma once

#include "stratum/base/command.hpp"

#include <memory>

namespace stratum::correct {

[[nodiscard]] std::unique_ptr<Command> make_fix_command();
[[nodiscard]] std::unique_ptr<Command> make_review_command();

}  // namespace stratum::correct
