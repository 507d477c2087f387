#include "frontend/registry.hpp"

namespace stratum::analysis {

void rate_energy(Report& report) { report.energy.reset(); }

}  // namespace stratum::analysis
