#include "sound.hpp"

#include "../numeric.hpp"

#include <algorithm>

namespace stratum::composer {

void StateFilter::tune(double cutoff, double damping) {
    const double turns = 0.5 * std::clamp(cutoff, 10.0, 18000.0) / kRate;
    const double g = sine(turns) / cosine(turns);
    const double k = std::clamp(damping, 0.05, 2.0);
    const double a1 = 1.0 / (1.0 + g * (g + k));
    a1_ = static_cast<float>(a1);
    a2_ = static_cast<float>(g * a1);
    a3_ = static_cast<float>(g * g * a1);
    damping_ = static_cast<float>(k);
}

}  // namespace stratum::composer
