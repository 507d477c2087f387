#include "beat_stretches.hpp"

namespace stratum::library {

using analysis::BeatGrid;
using analysis::GridKind;
using analysis::GridRegion;

namespace {

constexpr double kClosest = 0.01;   // Seconds between two beats.
constexpr double kMargin = 0.1;     // Beats beyond the sound that still count.
constexpr double kRoom = 0.99;      // Beats before the first of before, and after the last.
constexpr double kMostBeats = 4e6;  // Ten hours at the fastest tempo have 600,000.

std::vector<double> within(const std::vector<Seconds>& times, double start, double end) {
    std::vector<double> found;
    for (const Seconds time : times)
        if (time.value() >= start && time.value() < end) found.push_back(time.value());
    return found;
}

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

}  // namespace

Sound sound_of(const analysis::Report& report) {
    Sound sound{0.0, report.duration.value()};
    const bool silent_ends = report.silence && !report.silence->all;
    if (silent_ends) {
        sound.begin = report.silence->leading.value();
        sound.end -= report.silence->trailing.value();
    }
    if (!report.rhythm || !report.rhythm->grid || report.rhythm->grid->beats.size() < 2) return sound;
    // Noise that nobody taps to is sound, too; but no beats were put there, so there will be none.
    const auto& beats = report.rhythm->grid->beats;
    const double room = silent_ends ? kRoom : 0.0;
    sound.begin = std::max(sound.begin, beats.front().value() - room * (beats[1] - beats[0]).value());
    sound.end = std::min(sound.end, beats.back().value() + room * (beats.back() - beats[beats.size() - 2]).value());
    return sound;
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

std::vector<std::int64_t> numbers_of(const Stretch& stretch) {
    std::vector<std::int64_t> numbers;
    for (const double downbeat : stretch.downbeats) {
        const auto at = std::ranges::lower_bound(stretch.beats, downbeat - 1e-4);
        if (at != stretch.beats.end() && std::abs(*at - downbeat) < 1e-3) numbers.push_back(at - stretch.beats.begin());
    }
    return numbers;
}

BeatLine::BeatLine(const Stretch& stretch) : beats_(stretch.beats) {
    if (stretch.tempo) period_ = beat_period(*stretch.tempo).value();
}

double BeatLine::at(double number) const {
    if (period_ > 0.0) return beats_.front() + number * period_;
    const double last = static_cast<double>(beats_.size()) - 1.0;
    const double base = std::clamp(std::floor(number), 0.0, std::max(0.0, last - 1.0));
    const auto i = static_cast<std::size_t>(base);
    const double gap = beats_.size() > 1 ? beats_[i + 1] - beats_[i] : 0.5;
    return beats_[i] + (number - base) * std::max(gap, kClosest);
}

Result<void> fill(Stretch& stretch, const std::function<double(std::int64_t)>& at, const Sound& sound,
                  const std::vector<std::int64_t>& known, int bar) {
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

BeatGrid joined(const std::vector<Stretch>& stretches) {
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
        if (!regions) continue;
        // Each grid holds until the next begins; the first from the start.
        if (!grid.regions.empty()) grid.regions.back().end = Seconds{one.start};
        grid.regions.push_back(
            {Seconds{grid.regions.empty() ? 0.0 : one.start}, Seconds{one.end}, Seconds{one.first_beat}, *one.tempo});
    }
    grid.kind = grid.regions.empty()       ? GridKind::flexible
                : grid.regions.size() == 1 ? GridKind::constant
                                           : GridKind::piecewise;
    return grid;
}

}  // namespace stratum::library
