#pragma once

#include "stratum/base/command.hpp"

#include <memory>

namespace stratum::midi {

[[nodiscard]] std::unique_ptr<Command> make_midi_command();

}  // namespace stratum::midi
