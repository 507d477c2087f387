#include "canvas.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::plot {

Colour mix(Colour a, Colour b, double share) {
    const double t = std::clamp(share, 0.0, 1.0);
    const auto blend = [t](std::uint8_t from, std::uint8_t to) {
        return static_cast<std::uint8_t>(std::lround(from + (to - from) * t));
    };
    return {blend(a.red, b.red), blend(a.green, b.green), blend(a.blue, b.blue), blend(a.alpha, b.alpha)};
}

}  // namespace stratum::plot
