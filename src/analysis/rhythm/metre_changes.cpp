#include "stratum/analysis/report.hpp"

#include <algorithm>

namespace stratum::analysis {
namespace {

constexpr std::size_t kFewestBars = 4;  // Before them a change is told.

}  // namespace

std::vector<MetreChange> metre_changes(const BeatGrid& grid) {
    std::vector<MetreChange> found;
    // Beats of each bar; what comes after the last downbeat is no whole one.
    std::vector<int> bars;
    for (std::size_t i = 0; i + 1 < grid.downbeats.size(); ++i) {
        const auto from = std::ranges::lower_bound(grid.beats, grid.downbeats[i]);
        const auto to = std::ranges::lower_bound(grid.beats, grid.downbeats[i + 1]);
        bars.push_back(static_cast<int>(std::clamp<std::ptrdiff_t>(to - from, 1, 64)));
    }
    for (std::size_t from = 0; from < bars.size();) {
        std::size_t to = from + 1;
        while (to < bars.size() && bars[to] == bars[from]) ++to;
        if (to - from >= kFewestBars && (found.empty() || found.back().beats_per_bar != bars[from]))
            found.push_back({grid.downbeats[from], bars[from]});
        from = to;
    }
    if (found.size() < 2) return {};
    return found;
}

}  // namespace stratum::analysis
