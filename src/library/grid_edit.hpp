#pragma once

#include "beat_stretches.hpp"
#include "stratum/base/text.hpp"
#include "stratum/library/beat_edit.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

/// How every edit of beats begins and ends.
namespace stratum::library {

[[nodiscard]] inline Error no_beats(std::optional<Seconds> from) {
    return error(ErrorCode::invalid_argument,
                 "no beats were heard in it" + (from ? " after " + format_duration(from->value()) : std::string{}),
                 "say its tempo first (in the terminal: --bpm)");
}

/// What all edits share: the stretches before and after "from here", and how they come together again.
class GridEdit {
  public:
    static Result<GridEdit> begin(const analysis::Report& report, std::optional<Seconds> from) {
        GridEdit edit{report};
        if (report.rhythm && report.rhythm->grid)
            edit.parts_.after = stretches_of(*report.rhythm->grid, edit.duration_);
        if (!from) return edit;
        edit.border_ = from->value();
        if (edit.border_ >= edit.duration_)
            return error(ErrorCode::invalid_argument, "the track ends at " + format_duration(edit.duration_) +
                                                          ", before " + format_duration(from->value()));
        if (report.rhythm && report.rhythm->grid) {
            const auto& beats = report.rhythm->grid->beats;
            const auto at = std::ranges::lower_bound(beats, Seconds{edit.border_} - kFromSlack);
            if (at != beats.end()) edit.border_ = std::max(0.0, at->value() - kBeforeABeat);
        }
        edit.parts_ = cut(std::move(edit.parts_.after), edit.border_);
        return edit;
    }

    [[nodiscard]] bool has_beats() const {
        return std::ranges::any_of(parts_.after, [](const Stretch& one) { return one.beats.size() > 1; });
    }
    [[nodiscard]] bool has_downbeats() const {
        return std::ranges::any_of(parts_.after, [](const Stretch& one) { return !one.downbeats.empty(); });
    }
    [[nodiscard]] int bar() const {
        return report_.rhythm && report_.rhythm->metre ? report_.rhythm->metre->beats_per_bar : 0;
    }
    [[nodiscard]] const Sound& sound() const { return sound_; }
    [[nodiscard]] double border() const { return border_; }
    [[nodiscard]] double duration() const { return duration_; }
    std::vector<Stretch>& after() { return parts_.after; }
    [[nodiscard]] const std::vector<Stretch>& before() const { return parts_.before; }

    /// `free_tempo` is what a flexible grid has after the edit.
    Result<analysis::Rhythm> finish(Bpm free_tempo, int bar) {
        analysis::Rhythm rhythm;
        auto& all = parts_.before;
        all.insert(all.end(), std::make_move_iterator(parts_.after.begin()),
                   std::make_move_iterator(parts_.after.end()));
        Bpm tempo = free_tempo;
        if (std::ranges::any_of(all, [](const Stretch& one) { return !one.beats.empty(); })) {
            rhythm.grid = joined(all);
            if (!rhythm.grid->regions.empty()) {
                Seconds& end = rhythm.grid->regions.back().end;
                end = std::max(std::min(end, report_.duration), rhythm.grid->beats.back());
            }
            const auto length = [](const analysis::GridRegion& region) { return region.end - region.start; };
            const auto longest = std::ranges::max_element(rhythm.grid->regions, {}, length);
            if (longest != rhythm.grid->regions.end()) tempo = longest->bpm;
        }
        STRATUM_TRY_VOID(check_tempo(tempo));
        rhythm.tempo = analysis::Tempo{.bpm = tempo, .confidence = 1.0};
        // A change from here on leaves the bars before as they were, and one number has to stand for all.
        if (bar > 0 && rhythm.grid && !rhythm.grid->downbeats.empty()) rhythm.metre = analysis::Metre{bar, 1.0};
        return rhythm;
    }
    /// Whether what is edited is the larger part.
    [[nodiscard]] bool mostly() const { return border_ < 0.5 * duration_; }

  private:
    explicit GridEdit(const analysis::Report& report)
        : report_(report), sound_(sound_of(report)), duration_(report.duration.value()) {}

    const analysis::Report& report_;
    Sound sound_;
    double duration_;
    double border_ = 0.0;
    Cut parts_;
};

}  // namespace stratum::library
