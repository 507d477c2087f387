#include "time_axis.hpp"

#include "stratum/base/text.hpp"

#include <array>
#include <cmath>

namespace stratum::plot {
namespace {

struct Step {
    double seconds;
    int digits;  ///< After the point, in the label.
};
constexpr std::array kSteps{
    Step{0.001, 3}, Step{0.002, 3}, Step{0.005, 3}, Step{0.01, 2},  Step{0.02, 2}, Step{0.05, 2}, Step{0.1, 1},
    Step{0.2, 1},   Step{0.5, 1},   Step{1, 0},     Step{2, 0},     Step{5, 0},    Step{10, 0},   Step{15, 0},
    Step{30, 0},    Step{60, 0},    Step{120, 0},   Step{300, 0},   Step{600, 0},  Step{900, 0},  Step{1800, 0},
    Step{3600, 0},  Step{7200, 0},  Step{21600, 0}, Step{86400, 0},
};

std::string label_of(double seconds, int digits) {
    if (digits == 0) return format_duration(std::round(seconds));
    const double minutes = std::floor((seconds + 1e-9) / 60.0);
    const double rest = std::max(0.0, seconds - 60.0 * minutes);
    return std::to_string(static_cast<long>(minutes)) + (rest < 9.9995 ? ":0" : ":") + format_fixed(rest, digits);
}

}  // namespace

std::vector<Tick> time_ticks(const TimeAxis& axis, double closest) {
    const double needed = closest / axis.pixels_a_second();
    Step step = kSteps.back();
    for (const Step& candidate : kSteps)
        if (candidate.seconds >= needed) {
            step = candidate;
            break;
        }
    while (step.seconds < needed) step.seconds *= 2.0;
    std::vector<Tick> ticks;
    for (double n = std::ceil(axis.from.value() / step.seconds - 1e-9); n * step.seconds <= axis.to.value() + 1e-9;
         n += 1.0)
        ticks.push_back({Seconds{n * step.seconds}, label_of(n * step.seconds, step.digits)});
    return ticks;
}

}  // namespace stratum::plot
