#pragma once

#include "stratum/base/command.hpp"

#include <memory>

namespace stratum::pitch {

[[nodiscard]] std::unique_ptr<Command> make_pitch_command();

}  // namespace stratum::pitch
