#include "features.hpp"

#include "stratum/composer/feature.hpp"

namespace stratum::app {

const std::vector<library::Feature>& features() {
    static const std::vector<library::Feature> all{
        composer::feature(),
    };
    return all;
}

}  // namespace stratum::app
