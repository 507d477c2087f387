#pragma once

#include "stratum/base/units.hpp"

#include <string>
#include <vector>

namespace stratum::plot {

/// The stretch of the recording that is shown, and where it lies on the picture.
struct TimeAxis {
    Seconds from;
    Seconds to;
    double left = 0.0;  ///< Pixels.
    double right = 0.0;

    [[nodiscard]] double x(Seconds time) const { return left + (time - from) / (to - from) * (right - left); }
    [[nodiscard]] Seconds time(double x) const { return from + (to - from) * ((x - left) / (right - left)); }
    [[nodiscard]] bool shows(Seconds time) const { return time >= from && time <= to; }
    [[nodiscard]] double pixels_a_second() const { return (right - left) / (to - from).value(); }
};

struct Tick {
    Seconds time;
    std::string label;
};

/// Round times, at least `closest` pixels from each other: every second, five seconds, minute, quarter of an hour...
[[nodiscard]] std::vector<Tick> time_ticks(const TimeAxis& axis, double closest);

}  // namespace stratum::plot
