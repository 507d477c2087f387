#include "features.hpp"

namespace stratum::app {

const std::vector<library::Feature>& features() {
    static const std::vector<library::Feature> all{
    };
    return all;
}

}  // namespace stratum::app
