#include "stratum/pitch/feature.hpp"

#include "commands.hpp"

namespace stratum::pitch {

platform::Feature feature() { return {"pitch", {make_pitch_command}}; }

}  // namespace stratum::pitch
