#include "tempo_map.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::composer {

TempoMap::TempoMap(const TempoPlan& plan, double start, int beats, Random& random) {
    times_.reserve(static_cast<std::size_t>(beats) + 1);
    double now = start;
    double wander = 0.0;
    for (int beat = 0; beat <= beats; ++beat) {
        if (plan.kind == TempoKind::constant) {
            // One product a beat, so that rounding does not add up.
            times_.push_back(start + beat * 60.0 / plan.bpm);
            continue;
        }
        times_.push_back(now);
        double bpm = plan.bpm;
        if (plan.kind == TempoKind::jump && beat >= plan.change_beat) bpm = plan.end_bpm;
        if (plan.kind == TempoKind::ramp && beat >= plan.change_beat) {
            const double done = static_cast<double>(beat - plan.change_beat) / (plan.change_end - plan.change_beat);
            bpm = plan.bpm + (plan.end_bpm - plan.bpm) * std::min(1.0, done);
        }
        double period = 60.0 / bpm;
        if (plan.kind == TempoKind::drift) {
            // A player wanders slowly and comes back: first-order, with a memory of about 16 beats.
            wander = 0.94 * wander + 0.34 * plan.drift * random.normal();
            period *= 1.0 + std::clamp(wander, -3.0 * plan.drift, 3.0 * plan.drift);
        }
        now += period;
    }
}

double TempoMap::time_at(double beat) const {
    const double last = static_cast<double>(times_.size()) - 2.0;
    const double whole = std::clamp(std::floor(beat), 0.0, last);
    const auto index = static_cast<std::size_t>(whole);
    return times_[index] + (beat - whole) * (times_[index + 1] - times_[index]);
}

double TempoMap::period_at(double beat) const {
    const double whole = std::clamp(std::floor(beat), 0.0, static_cast<double>(times_.size()) - 2.0);
    const auto index = static_cast<std::size_t>(whole);
    return times_[index + 1] - times_[index];
}

}  // namespace stratum::composer
