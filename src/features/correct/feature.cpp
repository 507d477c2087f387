#include "stratum/correct/feature.hpp"

#include "commands.hpp"

namespace stratum::correct {

platform::Feature feature() { return {"correct", {make_fix_command, make_review_command}}; }

}  // namespace stratum::correct
