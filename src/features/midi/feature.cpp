#include "stratum/midi/feature.hpp"

#include "commands.hpp"
#include "server/routes.hpp"

namespace stratum::midi {

platform::Feature feature() { return {.name = "midi", .commands = {make_midi_command}, .routes = routes()}; }

}  // namespace stratum::midi
