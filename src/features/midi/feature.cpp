#include "stratum/midi/feature.hpp"

#include "commands.hpp"

namespace stratum::midi {

library::Feature feature() { return {"midi", {make_midi_command}}; }

}  // namespace stratum::midi
