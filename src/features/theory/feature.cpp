#include "stratum/theory/feature.hpp"

#include "commands.hpp"

namespace stratum::theory {

platform::Feature feature() { return {"theory", {make_theory_command}}; }

}  // namespace stratum::theory
