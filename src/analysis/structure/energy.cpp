#include "structure/energy.hpp"

#include "frontend/registry.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace stratum::analysis {
namespace {

/// One reason to call a recording energetic: grows from 0 at `calm` to 1 at `wild`, linearly, and counts with `weight`.
struct Reason {
    std::optional<double> value;
    double calm;
    double wild;
    double weight;
};

double strength(const Reason& reason) {
    return std::clamp((*reason.value - reason.calm) / (reason.wild - reason.calm), 0.0, 1.0);
}

std::optional<double> onsets_a_second(const Report& report) {
    if (!report.rhythm || report.duration.value() < 1.0) return std::nullopt;
    // Only those a listener would call an event: a tenth of the strongest.
    const auto heard = std::count_if(report.rhythm->onsets.begin(), report.rhythm->onsets.end(),
                                     [](const Onset& onset) { return onset.strength >= 0.1F; });
    return static_cast<double>(heard) / report.duration.value();
}

}  // namespace

EnergyInputs energy_inputs(const Report& report) {
    EnergyInputs in;
    if (report.loudness && report.loudness->integrated) in.loudness = report.loudness->integrated->value();
    in.onset_rate = onsets_a_second(report);
    if (report.rhythm && report.rhythm->tempo) in.tempo = report.rhythm->tempo->bpm.value();
    if (report.timbre) {
        in.brightness = report.timbre->centroid_hz.mean;
        in.change = report.timbre->flux.mean;
        in.level_movement = report.timbre->dynamic_complexity;
        if (report.timbre->band_energy.size() >= 2)
            in.bass_share = static_cast<double>(report.timbre->band_energy[0]) + report.timbre->band_energy[1];
    }
    return in;
}

std::optional<Energy> rate(const EnergyInputs& in) {
    const std::array reasons{
        Reason{in.loudness, -26.0, -8.0, 0.30},      // a quiet piano to a club master
        Reason{in.onset_rate, 0.5, 9.0, 0.20},       // a note every two seconds to sixteenths at 135
        Reason{in.tempo, 60.0, 170.0, 0.15},         // ballad to drum and bass
        Reason{in.brightness, 600.0, 3200.0, 0.10},  // soft piano to open hi-hats and saws
        Reason{in.change, 0.05, 0.35, 0.10},         // held chords to a spectrum renewed by every beat
        Reason{in.level_movement, 6.0, 1.0, 0.10},   // swells and pauses to a wall of sound
        Reason{in.bass_share, 0.10, 0.60, 0.05},     // no low end to a dominant one
    };
    double sum = 0.0;
    double weight = 0.0;
    for (const Reason& reason : reasons) {
        if (!reason.value) continue;
        sum += reason.weight * strength(reason);
        weight += reason.weight;
    }
    if (weight < kEnoughWeight) return std::nullopt;
    Energy energy;
    energy.score = std::clamp(1.0 + 9.0 * sum / weight, 1.0, 10.0);
    energy.rating = static_cast<int>(std::lround(energy.score));
    return energy;
}

void rate_energy(Report& report) { report.energy = rate(energy_inputs(report)); }

}  // namespace stratum::analysis
