#include "follow_beats.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <vector>

namespace stratum::library {
namespace {

using analysis::MixPoint;
using analysis::Section;
using analysis::Structure;

constexpr double kBlink = 0.03;  // Seconds: what lies nearer is on the beat.

/// Where bars begin, from the first sound to the last: downbeats, carried on at both ends at their usual distance.
std::vector<double> bar_lines(std::span<const Seconds> downbeats, double begin, double end) {
    std::vector<double> lines;
    for (const Seconds downbeat : downbeats) lines.push_back(downbeat.value());
    if (lines.size() < 2) return {};
    const double first = lines[1] - lines[0];
    const double last = lines[lines.size() - 1] - lines[lines.size() - 2];
    if (first < kBlink || last < kBlink) return {};
    std::vector<double> before;
    for (double line = lines.front() - first; line >= begin - kBlink; line -= first) before.push_back(line);
    lines.insert(lines.begin(), before.rbegin(), before.rend());
    while (lines.back() + last <= end - kBlink) lines.push_back(lines.back() + last);
    return lines;
}

class Bars {
  public:
    explicit Bars(std::vector<double> lines) : lines_(std::move(lines)) {}
    [[nodiscard]] bool empty() const { return lines_.empty(); }
    /// The line that is meant: the nearest one, if it is less than half a bar away.
    [[nodiscard]] double snapped(double time) const {
        const auto after = std::ranges::lower_bound(lines_, time);
        double best = time;
        double least = 1e9;
        if (after != lines_.end()) {
            least = *after - time;
            best = *after;
        }
        if (after != lines_.begin() && time - *std::prev(after) < least) {
            least = time - *std::prev(after);
            best = *std::prev(after);
        }
        return least <= length_at(time) / 2.0 + kBlink ? best : time;
    }
    /// Of which more than half lies between, and the first line with them.
    [[nodiscard]] int count(double begin, double end) const {
        int bars = 0;
        for (auto line = std::ranges::lower_bound(lines_, begin - kBlink); line != lines_.end(); ++line)
            bars += *line + length_at(*line) / 2.0 <= end + kBlink ? 1 : 0;
        return bars;
    }

  private:
    [[nodiscard]] double length_at(double time) const {
        auto after = std::ranges::upper_bound(lines_, time);
        if (after == lines_.begin()) ++after;
        if (after == lines_.end()) --after;
        return *after - *std::prev(after);
    }
    std::vector<double> lines_;
};

void snap(std::vector<Section>& sections, const Bars& bars) {
    for (std::size_t i = 1; i < sections.size(); ++i) {
        const double border = bars.snapped(sections[i].start.value());
        // Two borders may be nearest to one downbeat: the second one stays where it is then.
        if (border <= sections[i - 1].start.value() + kBlink || border >= sections[i].end.value() - kBlink) continue;
        sections[i].start = sections[i - 1].end = Seconds{border};
    }
    for (Section& section : sections) section.bars = bars.count(section.start.value(), section.end.value());
}

/// `until` as it was when the bars were counted, and as it is now.
void retell(std::optional<MixPoint>& point, double before, double until, const Bars& bars) {
    if (!point) return;
    const double old_bar = point->bars > 0 ? (before - point->time.value()) / point->bars : 0.0;
    const double free = old_bar * point->free_bars;
    const double at = bars.snapped(point->time.value());
    point->time = Seconds{at};
    point->bars = bars.count(at, until);
    if (point->bars <= 0) return point.reset();
    point->free_bars = std::min(point->bars, bars.count(at, at + free));
}

void follow(Structure& structure, const std::vector<Seconds>& downbeats) {
    auto& sections = structure.sections;
    if (sections.empty()) return;
    const Bars bars{bar_lines(downbeats, sections.front().start.value(), sections.back().end.value())};
    if (bars.empty()) {
        for (Section& section : sections) section.bars.reset();
        structure.mix_in.reset();
        structure.mix_out.reset();
        return;
    }
    const double before = sections.size() > 1 ? sections[1].start.value() : sections.front().end.value();
    snap(sections, bars);
    if (structure.vocals)
        for (Section& section : sections)
            section.vocals = presence_between(*structure.vocals, section.start, section.end);
    const double until = sections.size() > 1 ? sections[1].start.value() : sections.front().end.value();
    retell(structure.mix_in, before, until, bars);
    retell(structure.mix_out, sections.back().end.value(), sections.back().end.value(), bars);
}

bool near_one(const std::vector<double>& times, double time) {
    const auto after = std::ranges::lower_bound(times, time);
    return (after != times.end() && *after - time <= kBlink) ||
           (after != times.begin() && time - *std::prev(after) <= kBlink);
}

void follow(analysis::Chords& chords, const std::vector<Seconds>& beats) {
    std::vector<double> halves;
    for (std::size_t i = 0; i < beats.size(); ++i) {
        halves.push_back(beats[i].value());
        if (i + 1 < beats.size()) halves.push_back((beats[i].value() + beats[i + 1].value()) / 2.0);
    }
    chords.on_beats = beats.size() >= 2;
    for (std::size_t i = 1; i < chords.spans.size(); ++i) {
        const double change = chords.spans[i].start.value();
        // Outside of the beats chords change where they like.
        if (halves.empty() || change < halves.front() - kBlink || change > halves.back() + kBlink) continue;
        chords.on_beats = chords.on_beats && near_one(halves, change);
    }
}

}  // namespace

void follow_beats(analysis::Report& report) {
    static const analysis::BeatGrid kNone;
    const analysis::BeatGrid& grid = report.rhythm && report.rhythm->grid ? *report.rhythm->grid : kNone;
    if (report.structure) follow(*report.structure, grid.downbeats);
    if (report.chords) follow(*report.chords, grid.beats);
}

}  // namespace stratum::library
