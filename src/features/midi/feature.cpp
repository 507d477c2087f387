#include "stratum/midi/feature.hpp"

#include "commands.hpp"

namespace stratum::midi {

platform::Feature feature() { return {"midi", {make_midi_command}}; }

}  // namespace stratum::midi
