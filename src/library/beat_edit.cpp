#include "stratum/library/beat_edit.hpp"

#include "stratum/base/text.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

namespace stratum::library {
namespace {

using analysis::BeatGrid;
using analysis::GridKind;
using analysis::GridRegion;
using analysis::Rhythm;

constexpr double kBlink = 0.03;         // Seconds that a person's "from here" may come after the beat that is meant.
constexpr double kBeforeABeat = 0.001;  // Seconds between the border of two regions and the beat that begins one.
constexpr double kClosest = 0.01;       // Seconds between two beats.
constexpr double kMargin = 0.1;         // Beats beyond the sound that still count.
constexpr double kMostBeats = 4e6;      // Ten hours at the fastest tempo have 600,000.

/// A stretch of the recording that is edited as one: a region of the grid, or all of a flexible one.
struct Stretch {
    double start = 0.0;
    double end = 0.0;
    std::optional<Bpm> tempo;  ///< Of a region; none where the beats are free.
    double first_beat = 0.0;   ///< Of a region: where its pulse begins, perhaps before the first sound.
    std::vector<double> beats;
    std::vector<double> downbeats;  ///< A subset.
};

double value_of(Seconds time) { return time.value(); }

/// Between the first and the last thing there is to hear.
struct Sound {
    double begin = 0.0;
    double end = 0.0;
};

Sound sound_of(const analysis::Report& report) {
    Sound sound{0.0, report.duration.value()};
    if (report.silence && !report.silence->all) {
        sound.begin = report.silence->leading.value();
        sound.end -= report.silence->trailing.value();
    } else if (report.rhythm && report.rhythm->grid && !report.rhythm->grid->beats.empty()) {
        sound = {report.rhythm->grid->beats.front().value(), report.rhythm->grid->beats.back().value()};
    }
    return sound;
}

std::vector<double> within(const std::vector<Seconds>& times, double start, double end) {
    std::vector<double> found;
    for (const Seconds time : times)
        if (time.value() >= start && time.value() < end) found.push_back(time.value());
    return found;
}

std::vector<Stretch> stretches_of(const BeatGrid& grid, double duration) {
    std::vector<Stretch> stretches;
    if (grid.regions.empty()) {
        const double end = std::max(duration, grid.beats.empty() ? 0.0 : grid.beats.back().value() + kBeforeABeat);
        stretches.push_back({.start = 0.0, .end = end});
    }
    for (const GridRegion& region : grid.regions)
        stretches.push_back({.start = stretches.empty() ? 0.0 : region.start.value(),
                             .end = region.end.value(),
                             .tempo = region.bpm,
                             .first_beat = region.first_beat.value()});
    for (std::size_t i = 0; i < stretches.size(); ++i) {
        Stretch& one = stretches[i];
        // No beat may fall between two regions, or after the last.
        one.end = i + 1 < stretches.size() ? stretches[i + 1].start : std::max(one.end, duration + kBeforeABeat);
        one.beats = within(grid.beats, one.start, one.end);
        one.downbeats = within(grid.downbeats, one.start, one.end);
    }
    return stretches;
}

/// The numbers of the downbeats among the beats.
std::vector<std::int64_t> numbers_of(const Stretch& stretch) {
    std::vector<std::int64_t> numbers;
    for (const double downbeat : stretch.downbeats) {
        const auto at = std::ranges::lower_bound(stretch.beats, downbeat - 1e-4);
        if (at != stretch.beats.end() && std::abs(*at - downbeat) < 1e-3) numbers.push_back(at - stretch.beats.begin());
    }
    return numbers;
}

/// Where the beat of any number, also a broken or negative one, falls.
class Pulse {
  public:
    explicit Pulse(const Stretch& stretch) : beats_(stretch.beats) {
        if (stretch.tempo) period_ = beat_period(*stretch.tempo).value();
    }
    [[nodiscard]] double at(double number) const {
        if (period_ > 0.0) return beats_.front() + number * period_;
        const double last = static_cast<double>(beats_.size()) - 1.0;
        const double base = std::clamp(std::floor(number), 0.0, std::max(0.0, last - 1.0));
        const auto i = static_cast<std::size_t>(base);
        const double gap = beats_.size() > 1 ? beats_[i + 1] - beats_[i] : 0.5;
        return beats_[i] + (number - base) * std::max(gap, kClosest);
    }

  private:
    const std::vector<double>& beats_;
    double period_ = 0.0;
};

constexpr int kNoBar = 1 << 30;

/// Downbeats from `first` to `last` through those that are known, a bar of `bar` beats filled in wherever there is room
/// for two; known ones that come sooner than a bar after another are passed over.
std::vector<std::int64_t> bars_through(const std::vector<std::int64_t>& known, int bar, std::int64_t first,
                                       std::int64_t last) {
    std::vector<std::int64_t> found;
    if (known.empty()) return found;
    if (bar < 1) bar = kNoBar;  // No metre: those that are known, and no others.
    for (std::int64_t at = known.front() - bar; at >= first; at -= bar) found.push_back(at);
    std::ranges::reverse(found);
    std::int64_t at = known.front();
    found.push_back(at);
    for (const std::int64_t next : known) {
        if (next == at || (next - at < bar && bar < kNoBar)) continue;
        while (next - at >= 2 * static_cast<std::int64_t>(bar)) found.push_back(at += bar);
        found.push_back(at = next);
    }
    while ((at += bar) <= last) found.push_back(at);
    std::erase_if(found, [&](std::int64_t number) { return number < first || number > last; });
    return found;
}

/// Puts new beats into a stretch: number n falls on `at(n)`.
template <class At>
Result<void> fill(Stretch& stretch, const At& at, const Sound& sound, const std::vector<std::int64_t>& known, int bar) {
    const double gap = std::max(kClosest, at(1) - at(0));
    const double begin = std::max({stretch.start, 0.0, sound.begin - kMargin * gap});
    const double end = std::min(stretch.end, sound.end + kMargin * gap);
    if (!((end - begin) / gap < kMostBeats) || !(std::abs(at(0) - begin) / gap < kMostBeats))
        return error(ErrorCode::invalid_argument, "it would have more beats than music has");
    std::int64_t first = 0;
    while (at(first - 1) >= begin) --first;
    while (at(first) < begin && at(first) < end) ++first;
    stretch.beats.clear();
    stretch.downbeats.clear();
    std::int64_t last = first;
    for (; at(last) < end; ++last) stretch.beats.push_back(at(last));
    for (const std::int64_t number : bars_through(known, bar, first, last - 1))
        stretch.downbeats.push_back(stretch.beats[static_cast<std::size_t>(number - first)]);
    if (stretch.tempo && !stretch.beats.empty()) {
        // The pulse of a region counts from its start, also where nothing sounds yet.
        const double period = beat_period(*stretch.tempo).value();
        const double start = stretch.start;
        stretch.first_beat =
            stretch.beats.front() - std::max(0.0, std::floor((stretch.beats.front() - start) / period)) * period;
    }
    return {};
}

/// Cuts a stretch in two where a person said "from here".
struct Cut {
    std::vector<Stretch> before;
    std::vector<Stretch> after;
};

Cut cut(std::vector<Stretch> stretches, double border) {
    Cut parts;
    for (Stretch& one : stretches) {
        if (one.end <= border) {
            parts.before.push_back(std::move(one));
        } else if (one.start >= border) {
            parts.after.push_back(std::move(one));
        } else {
            Stretch late = one;
            one.end = border;
            std::erase_if(one.beats, [&](double beat) { return beat >= border; });
            std::erase_if(one.downbeats, [&](double beat) { return beat >= border; });
            late.start = border;
            std::erase_if(late.beats, [&](double beat) { return beat < border; });
            std::erase_if(late.downbeats, [&](double beat) { return beat < border; });
            if (late.tempo && !late.beats.empty()) late.first_beat = late.beats.front();
            parts.before.push_back(std::move(one));
            parts.after.push_back(std::move(late));
        }
    }
    // Where nothing lies before, the first grid holds from the start.
    if (!parts.after.empty() &&
        std::ranges::all_of(parts.before, [](const Stretch& one) { return one.beats.empty(); })) {
        parts.after.front().start = 0.0;
        parts.before.clear();
    }
    return parts;
}

/// The grid of stretches that follow each other. Where two meet, no two beats come nearer than half a beat.
BeatGrid joined(std::vector<Stretch> stretches) {
    BeatGrid grid;
    grid.confidence = 1.0;
    const bool regions = std::ranges::all_of(stretches, [](const Stretch& one) { return one.tempo.has_value(); });
    for (const Stretch& one : stretches) {
        if (one.beats.empty()) continue;
        const double next = one.beats.size() > 1 ? one.beats[1] - one.beats[0] : 0.5;
        const bool starts_a_bar = !one.downbeats.empty() && one.downbeats.front() == one.beats.front();
        std::size_t skip = 0;
        if (!grid.beats.empty() && one.beats.front() - grid.beats.back().value() < 0.5 * next) {
            if (starts_a_bar) {
                if (!grid.downbeats.empty() && grid.downbeats.back() == grid.beats.back()) grid.downbeats.pop_back();
                grid.beats.pop_back();
            } else {
                skip = 1;
            }
        }
        for (std::size_t i = skip; i < one.beats.size(); ++i) grid.beats.emplace_back(one.beats[i]);
        for (const double downbeat : one.downbeats) grid.downbeats.emplace_back(downbeat);
        if (regions)
            grid.regions.push_back({Seconds{one.start}, Seconds{one.end}, Seconds{one.first_beat}, *one.tempo});
    }
    grid.kind = grid.regions.empty()       ? GridKind::flexible
                : grid.regions.size() == 1 ? GridKind::constant
                                           : GridKind::piecewise;
    return grid;
}

Error no_beats() {
    return error(ErrorCode::invalid_argument, "no beats were heard in it", "give it a tempo with --bpm");
}

Result<void> check(Bpm tempo) {
    if (tempo >= kSlowestGrid && tempo <= kFastestGrid) return {};
    return error(ErrorCode::invalid_argument, "a tempo of " + format_fixed(tempo.value(), 2) + " BPM is none",
                 "tempi from 10 to 1000 BPM are possible");
}

/// What the three edits share: the stretches before and after "from here", and how they come together again.
class Edit {
  public:
    static Result<Edit> begin(const analysis::Report& report, std::optional<Seconds> from) {
        Edit edit{report};
        if (report.rhythm && report.rhythm->grid)
            edit.parts_.after = stretches_of(*report.rhythm->grid, edit.duration_);
        if (!from) return edit;
        edit.border_ = from->value();
        if (edit.border_ >= edit.duration_)
            return error(ErrorCode::invalid_argument, "the track ends at " + format_duration(edit.duration_) +
                                                          ", before " + format_duration(from->value()));
        if (report.rhythm && report.rhythm->grid) {
            const auto& beats = report.rhythm->grid->beats;
            const auto at = std::ranges::lower_bound(beats, edit.border_ - kBlink, {}, value_of);
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
    Result<Rhythm> finish(Bpm free_tempo, int bar) {
        Rhythm rhythm;
        auto& all = parts_.before;
        all.insert(all.end(), std::make_move_iterator(parts_.after.begin()),
                   std::make_move_iterator(parts_.after.end()));
        Bpm tempo = free_tempo;
        if (std::ranges::any_of(all, [](const Stretch& one) { return !one.beats.empty(); })) {
            rhythm.grid = joined(std::move(all));
            if (!rhythm.grid->regions.empty()) {
                Seconds& end = rhythm.grid->regions.back().end;
                end = std::max(std::min(end, report_.duration), rhythm.grid->beats.back());
            }
            const auto length = [](const GridRegion& region) { return region.end - region.start; };
            const auto longest = std::ranges::max_element(rhythm.grid->regions, {}, length);
            if (longest != rhythm.grid->regions.end()) tempo = longest->bpm;
        }
        STRATUM_TRY_VOID(check(tempo));
        rhythm.tempo = analysis::Tempo{.bpm = tempo, .confidence = 1.0};
        // A change from here on leaves the bars before as they were, and one number has to stand for all.
        if (bar > 0 && rhythm.grid && !rhythm.grid->downbeats.empty()) rhythm.metre = analysis::Metre{bar, 1.0};
        return rhythm;
    }
    /// Whether what is edited is the larger part.
    [[nodiscard]] bool mostly() const { return border_ < 0.5 * duration_; }

  private:
    explicit Edit(const analysis::Report& report)
        : report_(report), sound_(sound_of(report)), duration_(report.duration.value()) {}

    const analysis::Report& report_;
    Sound sound_;
    double duration_;
    double border_ = 0.0;
    Cut parts_;
};

int scaled_bar(int bar, TempoRatio ratio) {
    if (ratio.times == 2 * ratio.over && bar <= 2) return 2 * bar;
    if (2 * ratio.times == ratio.over && bar > 4 && bar % 2 == 0) return bar / 2;
    return bar;
}

Result<void> scale(Stretch& stretch, TempoRatio ratio, int bar, const Sound& sound) {
    if (stretch.beats.size() < 2) return {};
    const std::vector<std::int64_t> downbeats = numbers_of(stretch);
    // Of the ways to begin, the one whose beats hold the most downbeats, and of those the earliest.
    std::int64_t anchor = downbeats.empty() ? 0 : downbeats.front();
    std::ptrdiff_t most = -1;
    for (std::int64_t begin = anchor, i = 0; i < ratio.over; ++i) {
        const auto held = std::ranges::count_if(
            downbeats, [&](std::int64_t number) { return (number - begin - i) % ratio.over == 0; });
        if (held > most) {
            most = held;
            anchor = begin + i;
        }
    }
    std::vector<std::int64_t> known;
    const bool in_bars = ratio.times == 1 || ratio.over == 1;  // Otherwise the old bars say nothing of the new ones.
    for (const std::int64_t number : downbeats) {
        if ((number - anchor) % ratio.over != 0) continue;
        if (in_bars || known.empty()) known.push_back((number - anchor) / ratio.over * ratio.times);
    }
    const Stretch old = stretch;
    const Pulse pulse{old};
    if (stretch.tempo) stretch.tempo = Bpm{stretch.tempo->value() * ratio.times / ratio.over};
    const auto at = [&](std::int64_t number) {
        return pulse.at(static_cast<double>(anchor) + static_cast<double>(number * ratio.over) / ratio.times);
    };
    return fill(stretch, at, sound, known, bar);
}

}  // namespace

Result<Rhythm> scale_beats(const analysis::Report& report, TempoRatio ratio, std::optional<Seconds> from) {
    STRATUM_CHECK(ratio.times >= 1 && ratio.over >= 1 && ratio.times <= 16 && ratio.over <= 16);
    if (!report.rhythm || !report.rhythm->tempo)
        return error(ErrorCode::invalid_argument, "no tempo was heard in it", "give it one with --bpm");
    STRATUM_TRY(auto edit, Edit::begin(report, from));
    const Bpm old = report.rhythm->tempo->bpm;
    const Bpm wanted{old.value() * ratio.times / ratio.over};
    STRATUM_TRY_VOID(check(wanted));
    if (report.rhythm->grid || from)
        if (!edit.has_beats()) return no_beats();
    const int bar = scaled_bar(edit.bar(), ratio);
    for (Stretch& stretch : edit.after()) STRATUM_TRY_VOID(scale(stretch, ratio, bar, edit.sound()));
    return edit.finish(edit.mostly() ? wanted : old, edit.mostly() ? bar : edit.bar());
}

Result<Rhythm> shift_beats(const analysis::Report& report, double beats, std::optional<Seconds> from) {
    if (!std::isfinite(beats) || std::abs(beats) > kLongestShift || beats == 0.0)
        return error(ErrorCode::invalid_argument, "beats can be shifted by up to 64, and not by 0",
                     "for example by 1, -1 or 0.5");
    STRATUM_TRY(auto edit, Edit::begin(report, from));
    if (!edit.has_beats() || !report.rhythm->tempo) return no_beats();
    const double whole = std::floor(beats + 1e-9);
    const double part = std::max(0.0, beats - whole) < 1e-6 ? 0.0 : beats - whole;
    if (part == 0.0 && !edit.has_downbeats())
        return error(ErrorCode::invalid_argument, "no bars were heard in it, so a whole beat changes nothing",
                     "shift it by a part of a beat, such as 0.5");
    for (Stretch& stretch : edit.after()) {
        if (stretch.beats.size() < 2) continue;
        std::vector<std::int64_t> known = numbers_of(stretch);
        for (std::int64_t& number : known) number += static_cast<std::int64_t>(whole);
        const Stretch old = stretch;
        const Pulse pulse{old};
        const auto at = [&](std::int64_t number) { return pulse.at(static_cast<double>(number) + part); };
        STRATUM_TRY_VOID(fill(stretch, at, edit.sound(), known, edit.bar()));
    }
    return edit.finish(report.rhythm->tempo->bpm, edit.bar());
}

Result<Rhythm> fit_beats(const analysis::Report& report, Bpm tempo, std::optional<Seconds> from) {
    STRATUM_TRY_VOID(check(tempo));
    STRATUM_TRY(auto edit, Edit::begin(report, from));
    double anchor = std::max(edit.border(), edit.sound().begin);
    const auto& old = edit.after();
    const auto barred = std::ranges::find_if(old, [](const Stretch& one) { return !one.downbeats.empty(); });
    const auto beaten = std::ranges::find_if(old, [](const Stretch& one) { return !one.beats.empty(); });
    if (beaten != old.end()) anchor = beaten->beats.front();
    if (barred != old.end()) anchor = barred->downbeats.front();
    std::vector<std::int64_t> known;
    if (barred != old.end()) known.push_back(0);
    Stretch whole{.start = edit.before().empty() ? 0.0 : edit.border(),
                  .end = edit.duration(),
                  .tempo = tempo,
                  .first_beat = anchor};
    const double period = beat_period(tempo).value();
    const auto at = [&](std::int64_t number) { return anchor + static_cast<double>(number) * period; };
    STRATUM_TRY_VOID(fill(whole, at, edit.sound(), known, edit.bar()));
    if (whole.beats.empty()) return error(ErrorCode::invalid_argument, "it is too short for a beat of that tempo");
    edit.after().assign(1, std::move(whole));
    const bool keeps_its_tempo = !edit.mostly() && report.rhythm && report.rhythm->tempo;
    return edit.finish(keeps_its_tempo ? report.rhythm->tempo->bpm : tempo, edit.bar());
}

}  // namespace stratum::library
