/// Beats moved by time, bars counted anew, and beats where somebody tapped.

#include "grid_edit.hpp"
#include "stratum/library/beat_edit.hpp"

#include <array>
#include <cmath>
#include <numeric>

namespace stratum::library {
namespace {

using analysis::Rhythm;

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

/// The pulse that runs through taps: tap i fell on beat number `numbers[i]`.
struct Pulse {
    double period = 0.0;
    double phase = 0.0;  ///< Where beat 0 falls.
};

/// By least squares; taps may be left out, so each is given the number that its time says.
std::optional<Pulse> pulse_of(std::span<const Seconds> taps) {
    constexpr double kUneven = 0.25;  // Of a beat: how far a tap may be off.
    std::vector<double> gaps;
    for (std::size_t i = 1; i < taps.size(); ++i) gaps.push_back((taps[i] - taps[i - 1]).value());
    const double gap = median(gaps);
    if (!(gap > 0.0)) return {};
    std::vector<double> numbers{0.0};
    for (const double one : gaps) numbers.push_back(numbers.back() + std::max(1.0, std::round(one / gap)));
    const auto count = static_cast<double>(taps.size());
    const double mean_number = std::accumulate(numbers.begin(), numbers.end(), 0.0) / count;
    double mean_time = 0.0;
    for (const Seconds tap : taps) mean_time += tap.value() / count;
    double above = 0.0;
    double below = 0.0;
    for (std::size_t i = 0; i < taps.size(); ++i) {
        above += (numbers[i] - mean_number) * (taps[i].value() - mean_time);
        below += (numbers[i] - mean_number) * (numbers[i] - mean_number);
    }
    const Pulse pulse{above / below, mean_time - above / below * mean_number};
    if (!(pulse.period > 0.0)) return {};
    for (std::size_t i = 0; i < taps.size(); ++i)
        if (std::abs(taps[i].value() - pulse.phase - numbers[i] * pulse.period) > kUneven * pulse.period) return {};
    return pulse;
}

/// The level of the shown tempo that the taps are at; nothing where they are at none.
std::optional<TempoRatio> level_of(const analysis::Report& report, double period) {
    constexpr double kHand = 0.04;  // How far a hand is off over a few beats.
    constexpr std::array<TempoRatio, 7> kLevels{{{1, 1}, {2, 1}, {1, 2}, {3, 2}, {2, 3}, {4, 1}, {1, 4}}};
    if (!report.rhythm || !report.rhythm->tempo || !report.rhythm->grid || report.rhythm->grid->beats.size() < 2)
        return {};
    const double shown = beat_period(report.rhythm->tempo->bpm).value();
    for (const TempoRatio level : kLevels)
        if (std::abs(shown * level.over / level.times / period - 1.0) < kHand) return level;
    return {};
}

/// How much later than the nearest beats the taps came, in the middle.
double lateness(const std::vector<Seconds>& beats, std::span<const Seconds> taps) {
    std::vector<double> offsets;
    for (const Seconds tap : taps) {
        const auto after = std::ranges::lower_bound(beats, tap);
        const auto nearest = after == beats.end() || (after != beats.begin() && tap - *std::prev(after) < *after - tap)
                                 ? std::prev(after)
                                 : after;
        offsets.push_back((tap - *nearest).value());
    }
    return median(std::move(offsets));
}

Result<Rhythm> moved(const analysis::Report& report, Seconds later, std::optional<Seconds> from) {
    STRATUM_TRY(auto edit, GridEdit::begin(report, from));
    if (!edit.has_beats() || !report.rhythm->tempo) return no_beats(from);
    for (Stretch& stretch : edit.after()) {
        if (stretch.beats.size() < 2) continue;
        const std::vector<std::int64_t> known = numbers_of(stretch);
        const Stretch old = stretch;
        const BeatLine line{old};
        const auto at = [&](std::int64_t number) { return line.at(static_cast<double>(number)) + later.value(); };
        STRATUM_TRY_VOID(fill(stretch, at, edit.sound(), known, edit.bar()));
    }
    return edit.finish(report.rhythm->tempo->bpm, edit.bar());
}

}  // namespace

Result<void> check_nudge(Seconds later) {
    if (std::isfinite(later.value()) && later >= -kLongestNudge && later <= kLongestNudge && later != Seconds{})
        return {};
    return error(ErrorCode::invalid_argument, "beats can be moved by up to 10 seconds, and not by 0",
                 "for example by 0.005 or -0.02");
}

Result<void> check_bar(int beats_per_bar) {
    if (beats_per_bar >= 1 && beats_per_bar <= kLongestBar) return {};
    return error(ErrorCode::invalid_argument, "a bar of " + std::to_string(beats_per_bar) + " beats is none",
                 "a bar has 1 to " + std::to_string(kLongestBar) + " beats");
}

Result<void> check_taps(std::span<const Seconds> taps) {
    if (taps.size() < kFewestTaps || taps.size() > kMostTaps)
        return error(ErrorCode::invalid_argument, std::to_string(taps.size()) + " taps tell no tempo",
                     "tap " + std::to_string(kFewestTaps) + " to " + std::to_string(kMostTaps) + " times");
    for (std::size_t i = 0; i < taps.size(); ++i)
        if (!(taps[i].value() >= 0.0) || (i > 0 && !(taps[i] > taps[i - 1])))
            return error(ErrorCode::invalid_argument, "the taps do not ascend",
                         "give their times in order, from 0 s on");
    const auto pulse = pulse_of(taps);
    if (!pulse) return error(ErrorCode::invalid_argument, "the taps are too uneven to tell a tempo", "tap once more");
    return check_tempo(Bpm{60.0 / pulse->period});
}

Result<Rhythm> nudge_beats(const analysis::Report& report, Seconds later, std::optional<Seconds> from) {
    STRATUM_TRY_VOID(check_nudge(later));
    return moved(report, later, from);
}

Result<Rhythm> set_bar(const analysis::Report& report, int beats_per_bar, std::optional<Seconds> from) {
    STRATUM_TRY_VOID(check_bar(beats_per_bar));
    STRATUM_TRY(auto edit, GridEdit::begin(report, from));
    if (!edit.has_beats() || !report.rhythm->tempo) return no_beats(from);
    for (Stretch& stretch : edit.after()) {
        if (stretch.beats.size() < 2) continue;
        const std::vector<std::int64_t> old_downbeats = numbers_of(stretch);
        const std::vector<std::int64_t> known{old_downbeats.empty() ? 0 : old_downbeats.front()};
        const Stretch old = stretch;
        const BeatLine line{old};
        const auto at = [&](std::int64_t number) { return line.at(static_cast<double>(number)); };
        STRATUM_TRY_VOID(fill(stretch, at, edit.sound(), known, beats_per_bar));
    }
    return edit.finish(report.rhythm->tempo->bpm, edit.mostly() ? beats_per_bar : std::max(1, edit.bar()));
}

Result<Rhythm> tap_beats(const analysis::Report& report, std::span<const Seconds> taps, std::optional<Seconds> from) {
    STRATUM_TRY_VOID(check_taps(taps));
    const Pulse pulse = *pulse_of(taps);
    if (taps.back() > report.duration)
        return error(ErrorCode::invalid_argument,
                     "the last tap comes after the end, which is at " + format_duration(report.duration.value()));
    analysis::Report now = report;
    if (const auto level = level_of(report, pulse.period)) {
        if (level->times != level->over) {
            STRATUM_TRY(now.rhythm, scale_beats(now, *level, from));
        }
    } else {
        STRATUM_TRY(now.rhythm, fit_beats(now, Bpm{60.0 / pulse.period}, from));
    }
    if (!now.rhythm || !now.rhythm->grid || now.rhythm->grid->beats.empty()) return no_beats(from);
    return moved(now, Seconds{lateness(now.rhythm->grid->beats, taps)}, from);
}

}  // namespace stratum::library
