#include "stratum/analyze/feature.hpp"

#include "commands.hpp"

namespace stratum::analyze {

platform::Feature feature() { return {"analyze", {make_analyze_command, make_show_command, make_hear_command}}; }

}  // namespace stratum::analyze
