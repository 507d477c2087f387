#include "numeric.hpp"

#include <bit>
#include <cmath>
#include <cstdint>

namespace stratum::composer {

double sine(double turns) {
    // To -1/4..1/4 turns, where the Taylor series to the 15th power is below 1e-11.
    double x = turns - std::floor(turns + 0.5);
    if (x > 0.25) x = 0.5 - x;
    if (x < -0.25) x = -0.5 - x;
    const double a = x * 6.283185307179586;
    const double s = a * a;
    double sum = -7.647163731819816e-13;
    sum = sum * s + 1.605904383682161e-10;
    sum = sum * s - 2.505210838544172e-8;
    sum = sum * s + 2.755731922398589e-6;
    sum = sum * s - 1.984126984126984e-4;
    sum = sum * s + 8.333333333333333e-3;
    sum = sum * s - 0.16666666666666666;
    return a + a * s * sum;
}

double power_of_two(double x) {
    const double whole = std::floor(x + 0.5);
    const double a = (x - whole) * 0.6931471805599453;  // -0.35..0.35
    double sum = 2.505210838544172e-8;
    sum = sum * a + 2.755731922398589e-7;
    sum = sum * a + 2.755731922398589e-6;
    sum = sum * a + 2.48015873015873e-5;
    sum = sum * a + 1.984126984126984e-4;
    sum = sum * a + 1.388888888888889e-3;
    sum = sum * a + 8.333333333333333e-3;
    sum = sum * a + 4.1666666666666664e-2;
    sum = sum * a + 0.16666666666666666;
    sum = sum * a + 0.5;
    sum = sum * a + 1.0;
    sum = sum * a + 1.0;
    const auto exponent = static_cast<std::uint64_t>(static_cast<std::int64_t>(whole) + 1023);
    return sum * std::bit_cast<double>(exponent << 52);
}

}  // namespace stratum::composer
