/// Whether what comes from outside can be true of a recording.

#include "stratum/base/text.hpp"
#include "stratum/library/beat_edit.hpp"
#include "stratum/library/corrections.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace stratum::library {
namespace {

constexpr double kSlack = 1.0;  ///< Seconds that a beat may come after the end, since ends are rounded.
constexpr double kSame = 1e-4;  ///< Seconds between a downbeat and its beat.

Result<void> wrong(const std::string& place, std::string what, std::string hint) {
    return error(ErrorCode::invalid_argument, place + " " + std::move(what), std::move(hint));
}

Result<void> ascending(const std::string& place, const std::vector<Seconds>& times, double end) {
    for (std::size_t i = 0; i < times.size(); ++i) {
        const double at = times[i].value();
        const std::string here = place + "[" + std::to_string(i) + "]";
        if (!(at >= 0.0 && at <= end))
            return wrong(here, "is at " + format_fixed(at, 3) + " s, outside the recording",
                         "it goes from 0 to " + format_fixed(end - kSlack, 3) + " s");
        if (i > 0 && !(at > times[i - 1].value())) return wrong(here, "does not ascend", "sort them, each once");
    }
    return {};
}

Result<void> check_regions(const std::vector<analysis::GridRegion>& regions, double end) {
    double before = 0.0;
    for (std::size_t i = 0; i < regions.size(); ++i) {
        const auto& region = regions[i];
        const std::string here = "grid.regions[" + std::to_string(i) + "]";
        STRATUM_TRY_VOID(check_tempo(region.bpm));
        if (!(region.start.value() >= before - kSame && region.end >= region.start && region.end.value() <= end))
            return wrong(here, "overlaps the one before, ends before it starts, or lies outside the recording",
                         "regions follow each other");
        if (!std::isfinite(region.first_beat.value()) || std::abs(region.first_beat.value()) > end)
            return wrong(here, "has its first beat outside the recording", "");
        before = region.end.value();
    }
    return {};
}

Result<void> check_grid(const analysis::BeatGrid& grid, double end) {
    if (grid.beats.empty()) return wrong("grid.beats", "is empty", "a grid has beats");
    STRATUM_TRY_VOID(ascending("grid.beats", grid.beats, end));
    STRATUM_TRY_VOID(ascending("grid.downbeats", grid.downbeats, end));
    for (std::size_t i = 0; i < grid.downbeats.size(); ++i) {
        const auto beat = std::ranges::lower_bound(grid.beats, grid.downbeats[i] - Seconds{kSame});
        if (beat == grid.beats.end() || std::abs((*beat - grid.downbeats[i]).value()) > kSame)
            return wrong("grid.downbeats[" + std::to_string(i) + "]", "is none of the beats",
                         "each downbeat is also in grid.beats");
    }
    if ((grid.kind == analysis::GridKind::flexible) != grid.regions.empty())
        return wrong("grid.regions", grid.regions.empty() ? "is empty" : "is not empty",
                     "a flexible grid has no regions, a constant one has one, a piecewise one several");
    return check_regions(grid.regions, end);
}

}  // namespace

Result<void> check(const Corrections& corrections, Seconds duration) {
    const double end = duration.value() + kSlack;
    if (corrections.tempo) STRATUM_TRY_VOID(check_tempo(*corrections.tempo));
    if (corrections.grid) STRATUM_TRY_VOID(check_grid(*corrections.grid, end));
    if (corrections.beats_per_bar) STRATUM_TRY_VOID(check_bar(*corrections.beats_per_bar));
    if (!corrections.key) return {};
    if (corrections.key->key.tonic < 0 || corrections.key->key.tonic > 11)
        return wrong("key.tonic", "is no pitch class", "it goes from 0 (C) to 11 (B)");
    double before = 0.0;
    for (std::size_t i = 0; i < corrections.key->over_time.size(); ++i) {
        const auto& span = corrections.key->over_time[i];
        const std::string here = "key.over_time[" + std::to_string(i) + "]";
        if (!(span.start.value() >= before - kSame && span.end >= span.start && span.end.value() <= end))
            return wrong(here, "overlaps the one before, ends before it starts, or lies outside the recording",
                         "keys follow each other");
        if (span.key.tonic < 0 || span.key.tonic > 11)
            return wrong(here + ".key.tonic", "is no pitch class", "it goes from 0 (C) to 11 (B)");
        if (!(span.confidence >= 0.0 && span.confidence <= 1.0))
            return wrong(here + ".confidence", "is out of range", "it goes from 0 to 1");
        before = span.end.value();
    }
    return {};
}

}  // namespace stratum::library
