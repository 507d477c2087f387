#include "features.hpp"

namespace stratum::app {

std::vector<platform::Feature> further_features() { return {}; }

}  // namespace stratum::app
