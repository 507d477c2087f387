#include "chords/slices.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::analysis {
namespace {

constexpr double kFixedStep = 0.25;
constexpr double kFastestHalved = 0.3;  // A beat shorter than this is a slice of its own.

/// Adds steps of about kFixedStep from `from` to `to`.
void add_fixed(std::vector<Slice>& out, double from, double to) {
    const double steps = std::max(1.0, std::round((to - from) / kFixedStep));
    const double step = (to - from) / steps;
    for (int i = 0; i < static_cast<int>(steps); ++i)
        out.push_back(
            {from + i * step, i + 1 == static_cast<int>(steps) ? to : from + (i + 1) * step, i % 2 == 0, false});
}

void add_beat(std::vector<Slice>& out, double from, double to, bool downbeat) {
    if (to - from < kFastestHalved) {
        out.push_back({from, to, true, downbeat});
        return;
    }
    const double middle = 0.5 * (from + to);
    out.push_back({from, middle, true, downbeat});
    out.push_back({middle, to, false, false});
}

}  // namespace

std::vector<Slice> slices_of(const BeatGrid* grid, Seconds duration) {
    std::vector<Slice> out;
    const double end = duration.value();
    if (!(end > 0.0)) return out;
    std::vector<double> beats;
    if (grid != nullptr)
        for (const Seconds beat : grid->beats)
            if (beat.value() < end && (beats.empty() || beat.value() > beats.back() + 0.05))
                beats.push_back(beat.value());
    if (beats.size() < 2) {
        add_fixed(out, 0.0, end);
        return out;
    }
    std::vector<double> gaps;
    for (std::size_t i = 1; i < beats.size(); ++i) gaps.push_back(beats[i] - beats[i - 1]);
    std::nth_element(gaps.begin(), gaps.begin() + static_cast<std::ptrdiff_t>(gaps.size() / 2), gaps.end());
    const double usual = gaps[gaps.size() / 2];
    // At most a slice for every 0.05 s, so that a grid of nonsense costs no more than a dense one.
    std::vector<double> before;
    for (double at = beats.front() - usual; at > 0.0; at -= usual) before.push_back(at);
    std::vector<double> all(before.rbegin(), before.rend());
    all.insert(all.end(), beats.begin(), beats.end());
    while (all.back() + usual < end) all.push_back(all.back() + usual);
    if (all.front() > 0.0) add_fixed(out, 0.0, all.front());
    std::size_t downbeat = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const double next = i + 1 < all.size() ? all[i + 1] : end;
        while (downbeat < grid->downbeats.size() && grid->downbeats[downbeat].value() < all[i] - 0.02) ++downbeat;
        const bool first =
            downbeat < grid->downbeats.size() && std::abs(grid->downbeats[downbeat].value() - all[i]) <= 0.02;
        if (next - all[i] > 2.0 * usual && next - all[i] > 2.0 * kFixedStep)
            add_fixed(out, all[i], next);
        else if (next > all[i])
            add_beat(out, all[i], next, first);
    }
    return out;
}

}  // namespace stratum::analysis
