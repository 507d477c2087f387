#pragma once

#include "stratum/base/command.hpp"

#include <memory>

namespace stratum::theory {

[[nodiscard]] std::unique_ptr<Command> make_theory_command();

}  // namespace stratum::theory
