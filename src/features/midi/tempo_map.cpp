#include "tempo_map.hpp"

#include "smf.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::midi {
namespace {

constexpr double kTolerance = 0.0002;      // Seconds that a beat may lie beside its place.
constexpr double kShortestBeat = 0.1;      // Seconds that are counted by where there are none.
constexpr double kShortestLead = 0.0625;   // Seconds before the first beat: 960 a minute; sequencers end at 999.
constexpr double kLongestBeat = 8.0;       // Seconds; longer gaps are counted through. The format ends at 16.7.
constexpr int kLongestBar = 16;            // Beats; longer ones are written as several.
constexpr double kLastSecond = 1e6;        // Eleven days: as far as ticks are counted.
constexpr std::uint32_t kUsual = 500'000;  // 120 beats a minute.

double length_of(const TempoChange& tempo) { return tempo.microseconds * 1e-6; }

}  // namespace

TempoMap TempoMap::of(const analysis::Report& report) {
    TempoMap map;
    const auto* rhythm = report.rhythm ? &*report.rhythm : nullptr;
    const auto* grid = rhythm != nullptr && rhythm->grid ? &*rhythm->grid : nullptr;
    int usual = 4;
    if (rhythm != nullptr && rhythm->metre) usual = std::clamp(rhythm->metre->beats_per_bar, 1, kLongestBar);
    std::vector<double> beats;
    std::vector<std::int64_t> downbeats;
    if (grid != nullptr && grid->beats.size() >= 2) {
        auto downbeat = grid->downbeats.begin();
        for (const Seconds beat : grid->beats) {
            // Beats closer than a hundredth of a second are one.
            const bool first = beats.empty();
            if (beat.value() > kLastSecond || (!first && beat.value() < beats.back() + 0.01)) continue;
            if (!first && beat.value() - beats.back() > kLongestBeat) {
                const double from = beats.back();
                const double gap = beat.value() - from;
                const double step = beats.size() > 1 ? std::max(kShortestBeat, from - beats[beats.size() - 2]) : 0.5;
                const auto more = static_cast<int>(std::lround(gap / step)) - 1;
                for (int i = 1; i <= more; ++i) beats.push_back(from + gap * i / (more + 1));
            }
            while (downbeat != grid->downbeats.end() && *downbeat < beat - Seconds{1e-6}) ++downbeat;
            if (downbeat != grid->downbeats.end() && *downbeat <= beat + Seconds{1e-6})
                downbeats.push_back(static_cast<std::int64_t>(beats.size()));
            beats.push_back(beat.value());
        }
    }
    if (beats.size() < 2) {
        map.tempi_.push_back({0, 0.0, kUsual});
        map.metres_.push_back({0, 4});
        return map;
    }
    // Counted back to the start of the recording.
    const double lead = beats.front();
    if (lead < kShortestLead) {
        beats.front() = 0.0;
    } else {
        const double step = std::max(kShortestBeat, beats[1] - beats[0]);
        const auto count = std::max<std::int64_t>(1, std::lround(lead / step));
        std::vector<double> before;
        for (std::int64_t i = 0; i < count; ++i)
            before.push_back(lead * static_cast<double>(i) / static_cast<double>(count));
        beats.insert(beats.begin(), before.begin(), before.end());
        for (auto& downbeat : downbeats) downbeat += count;
    }
    map.set_tempi(beats);
    map.set_metres(downbeats, usual);
    return map;
}

/// A tempo is kept while one whole number of microseconds puts all its beats close enough.
void TempoMap::set_tempi(std::span<const double> beats) {
    double now = 0.0;
    for (std::size_t from = 0; from + 1 < beats.size();) {
        double least = 0.0;
        double most = 1e12;
        std::size_t to = from;
        while (to + 1 < beats.size()) {
            const auto count = static_cast<double>(to + 1 - from);
            const double low = std::max(least, (beats[to + 1] - kTolerance - now) * 1e6 / count);
            const double high = std::min(most, (beats[to + 1] + kTolerance - now) * 1e6 / count);
            if (to > from && std::ceil(low) > std::floor(high)) break;
            least = low;
            most = high;
            ++to;
        }
        const double mean = (beats[to] - now) * 1e6 / static_cast<double>(to - from);
        const double chosen =
            std::clamp(std::round(mean), std::ceil(least), std::max(std::ceil(least), std::floor(most)));
        TempoChange change{static_cast<std::int64_t>(from) * kTicksPerBeat, now,
                           static_cast<std::uint32_t>(std::clamp(chosen, 1.0, 16'777'215.0))};
        tempi_.push_back(change);
        now += length_of(change) * static_cast<double>(to - from);
        from = to;
    }
}

void TempoMap::set_metres(std::span<const std::int64_t> downbeats, int usual) {
    has_bars_ = !downbeats.empty();
    const auto say = [&](std::int64_t beat, std::int64_t beats) {
        if (metres_.empty() || metres_.back().beats != beats)
            metres_.push_back({beat * kTicksPerBeat, static_cast<int>(beats)});
    };
    if (!has_bars_) return say(0, usual);
    first_downbeat_ = downbeats.front() * kTicksPerBeat;
    std::int64_t first = usual;
    if (downbeats.size() > 1 && downbeats[1] - downbeats[0] <= kLongestBar) first = downbeats[1] - downbeats[0];
    // Whole bars before the first downbeat, and a part of one before those.
    if (const std::int64_t part = downbeats.front() % first; part > 0) say(0, part);
    if (downbeats.front() >= first) say(downbeats.front() % first, first);
    for (std::size_t i = 0; i < downbeats.size(); ++i) {
        std::int64_t length = first;
        if (i + 1 < downbeats.size())
            length = downbeats[i + 1] - downbeats[i];
        else if (i > 0)
            length = std::min<std::int64_t>(downbeats[i] - downbeats[i - 1], kLongestBar);
        std::int64_t beat = downbeats[i];
        for (; length > kLongestBar; length -= usual, beat += usual) say(beat, usual);
        say(beat, length);
    }
}

std::int64_t TempoMap::tick_at(Seconds time) const {
    const double at = std::clamp(time.value(), 0.0, kLastSecond);
    const auto after = std::ranges::upper_bound(tempi_, at, {}, &TempoChange::time);
    const TempoChange& tempo = after == tempi_.begin() ? *after : *std::prev(after);
    return tempo.tick + std::llround((at - tempo.time) / length_of(tempo) * kTicksPerBeat);
}

Seconds TempoMap::time_at(std::int64_t tick) const {
    const auto after = std::ranges::upper_bound(tempi_, tick, {}, &TempoChange::tick);
    const TempoChange& tempo = after == tempi_.begin() ? *after : *std::prev(after);
    return Seconds{tempo.time + static_cast<double>(tick - tempo.tick) / kTicksPerBeat * length_of(tempo)};
}

TempoMap::Place TempoMap::place_of(std::int64_t tick) const {
    // Bars of the file up to `tick`, and up to the first downbeat.
    const auto bars_until = [&](std::int64_t until) {
        std::int64_t bars = 0;
        for (std::size_t i = 0; i < metres_.size() && metres_[i].tick <= until; ++i) {
            const std::int64_t bar = static_cast<std::int64_t>(metres_[i].beats) * kTicksPerBeat;
            const std::int64_t end = i + 1 < metres_.size() ? std::min(until, metres_[i + 1].tick) : until;
            // A change of metre always begins a bar.
            const bool whole = i + 1 < metres_.size() && end == metres_[i + 1].tick && end < until;
            bars += (end - metres_[i].tick + (whole ? bar - 1 : 0)) / bar;
        }
        return bars;
    };
    const auto after = std::ranges::upper_bound(metres_, tick, {}, &MetreChange::tick);
    const MetreChange& metre = after == metres_.begin() ? *after : *std::prev(after);
    const std::int64_t bar = static_cast<std::int64_t>(metre.beats) * kTicksPerBeat;
    Place place;
    place.bar = static_cast<int>(bars_until(tick) - bars_until(first_downbeat_)) + 1;
    place.beat = 1.0 + static_cast<double>((tick - metre.tick) % bar) / kTicksPerBeat;
    return place;
}

}  // namespace stratum::midi
