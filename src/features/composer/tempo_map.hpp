#pragma once

#include "random.hpp"

#include <vector>

namespace stratum::composer {

enum class TempoKind : unsigned char { constant, ramp, jump, drift };

struct TempoPlan {
    TempoKind kind = TempoKind::constant;
    double bpm = 120.0;      ///< At the start.
    double end_bpm = 120.0;  ///< Of a ramp at its end, or after the jump.
    int change_beat = 0;     ///< Where the ramp begins or the jump happens.
    int change_end = 0;      ///< Where the ramp is over.
    double drift = 0.0;      ///< Deviation of the period over the long run, as a share (0.02 is a good drummer).
};

/// When each beat falls. Between beats time runs evenly.
class TempoMap {
  public:
    /// Beat 0 falls on `start` seconds; `beats` beats are laid out.
    TempoMap(const TempoPlan& plan, double start, int beats, Random& random);
    /// `beat` may have a fraction; it may lie a little outside the map.
    [[nodiscard]] double time_at(double beat) const;
    [[nodiscard]] double period_at(double beat) const;

  private:
    std::vector<double> times_;
};

}  // namespace stratum::composer
