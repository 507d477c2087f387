#include "structure/sections_bars.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace stratum::analysis::structure {
namespace {

constexpr double kFreeUnit = 2.0;       // seconds, where there are no beats
constexpr int kBeatsAUnit = 4;          // where there is no metre
constexpr float kAudible = 60.0F;       // dB below the loudest frame
constexpr float kLowest = 70.0F;        // levels are cut at that many dB below the loudest band
constexpr float kEventStrength = 0.1F;  // of the strongest onset: what a listener would call an event

struct Span {
    double from = 0.0;
    double to = 0.0;
};

/// Level of all bands together, frame by frame.
std::vector<float> loudness_of(const SectionTrack& track) {
    std::array<float, 256> power{};
    for (std::size_t code = 0; code < power.size(); ++code)
        power[code] =
            std::pow(10.0F, 0.1F * static_cast<float>(SectionTrack::decibels(static_cast<std::uint8_t>(code))));
    std::vector<float> loud(track.frames());
    for (std::size_t i = 0; i < loud.size(); ++i) {
        float sum = 0.0F;
        for (std::size_t band = 0; band < SectionTrack::kBands; ++band)
            sum += power[track.level[i * SectionTrack::kBands + band]];
        loud[i] = 10.0F * std::log10(sum);
    }
    return loud;
}

Span audible(std::span<const float> loud, double duration) {
    if (loud.empty()) return {};
    const float most = *std::ranges::max_element(loud);
    if (most < -79.0F) return {};  // as good as digital silence: 24 empty bands sum up to -86 dB
    const auto heard = [&](float x) { return x > most - kAudible; };
    const auto first = std::ranges::find_if(loud, heard) - loud.begin();
    const auto last = std::find_if(loud.rbegin(), loud.rend(), heard) - loud.rbegin();
    return {
        static_cast<double>(first) * SectionTrack::hop(),
        std::min(duration, static_cast<double>(static_cast<std::ptrdiff_t>(loud.size()) - last) * SectionTrack::hop())};
}

/// Borders of bars over all of `sound`: `marks` carried on at the usual distance before, behind and through gaps.
std::vector<double> carried_on(const std::vector<double>& marks, Span sound, bool& begins_on_mark) {
    std::vector<double> distances;
    for (std::size_t i = 1; i < marks.size(); ++i) distances.push_back(marks[i] - marks[i - 1]);
    std::ranges::nth_element(distances, distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2));
    const double usual = std::max(0.05, distances[distances.size() / 2]);

    std::vector<double> borders;
    const double slack = 0.25 * usual;  // less of a bar than that belongs to its neighbour
    const auto before = static_cast<std::int64_t>(std::floor((marks.front() - sound.from + slack) / usual));
    double first = marks.front() - static_cast<double>(std::max<std::int64_t>(before, 0)) * usual;
    if (std::abs(first - sound.from) > slack)
        borders.push_back(sound.from);  // the sound begins with part of a bar
    else
        first = std::max(0.0, first);
    begins_on_mark = borders.empty();
    borders.push_back(first);
    for (std::int64_t i = before - 1; i > 0; --i) borders.push_back(marks.front() - static_cast<double>(i) * usual);
    const auto add = [&](double time) {
        if (time > borders.back() + slack && time < sound.to - slack) borders.push_back(time);
    };
    add(marks.front());
    for (std::size_t i = 1; i < marks.size(); ++i) {
        const double gap = marks[i] - marks[i - 1];
        const auto pieces = static_cast<std::int64_t>(gap > 1.75 * usual ? std::lround(gap / usual) : 1);
        for (std::int64_t k = 1; k <= pieces; ++k)
            add(marks[i - 1] + gap * static_cast<double>(k) / static_cast<double>(pieces));
    }
    for (double time = borders.back() + usual; time < sound.to - slack; time += usual) borders.push_back(time);
    borders.push_back(sound.to);
    return borders;
}

std::vector<double> borders_of(const Rhythm* rhythm, Span sound, Bars& bars) {
    Unit& unit = bars.unit;
    std::vector<double> marks;
    const auto inside = [&](Seconds x) { return x.value() >= sound.from - 0.1 && x.value() <= sound.to; };
    if (rhythm != nullptr && rhythm->grid) {
        for (const Seconds x : rhythm->grid->downbeats)
            if (inside(x)) marks.push_back(x.value());
        unit = Unit::downbeat;
        if (marks.size() < 3) {
            marks.clear();
            std::size_t count = 0;
            for (const Seconds x : rhythm->grid->beats)
                if (inside(x) && count++ % kBeatsAUnit == 0) marks.push_back(x.value());
            unit = Unit::beat;
        }
    }
    std::vector<double> borders;
    if (marks.size() >= 3) {
        borders = carried_on(marks, sound, bars.begins_on_mark);
    } else {
        unit = Unit::time;
        for (double time = sound.from; time < sound.to - 0.25 * kFreeUnit; time += kFreeUnit) borders.push_back(time);
        borders.push_back(sound.to);
    }
    while (borders.size() > kMostBars) {
        for (std::size_t i = 0; 2 * i < borders.size(); ++i) borders[i] = borders[2 * i];
        borders.resize((borders.size() + 1) / 2);
        borders.back() = sound.to;
    }
    return borders;
}

/// Adds up values that lie `hop` apart over [from, to), at least the nearest one.
template <class Add>
std::size_t over(double from, double to, double hop, std::size_t size, Add add) {
    const auto first = static_cast<std::size_t>(std::max(0.0, std::ceil(from / hop - 0.25)));
    const auto end = std::min(size, static_cast<std::size_t>(std::max(0.0, std::ceil(to / hop - 0.25))));
    std::size_t count = 0;
    for (std::size_t i = first; i < end; ++i, ++count) add(i);
    if (count == 0 && size > 0) add(std::min(size - 1, first)), count = 1;
    return count;
}

void hear_levels(Bar& bar, const SectionTrack& track, std::span<const float> loud, float floor) {
    const auto at = [&](std::size_t frame, std::size_t band) {
        return std::max(floor,
                        static_cast<float>(SectionTrack::decibels(track.level[frame * SectionTrack::kBands + band])));
    };
    double power = 0.0;
    double tonal = 0.0;
    const auto count =
        static_cast<float>(over(bar.start, bar.end, SectionTrack::hop(), track.frames(), [&](std::size_t i) {
            for (std::size_t band = 0; band < SectionTrack::kBands; ++band) bar.level[band] += at(i, band);
            power += std::pow(10.0, 0.1 * loud[i]);
            tonal += std::pow(10.0, 0.1 * SectionTrack::decibels(track.tonal[i]));
        }));
    for (float& x : bar.level) x /= count;
    bar.loud = static_cast<float>(10.0 * std::log10(power / count + 1e-12));
    bar.tonal = static_cast<float>(10.0 * std::log10(tonal / count + 1e-12));

    const auto strokes = over(bar.start, bar.end, SectionTrack::hop(), track.frames(), [&](std::size_t i) {
        if (i == 0) return;
        for (std::size_t band = 0; band < SectionTrack::kBands; ++band)
            bar.stroke[band] += std::abs(at(i, band) - at(i - 1, band));
    });
    for (float& x : bar.stroke) x /= static_cast<float>(strokes);
}

void hear_chroma(Bar& bar, const Chromagram& chromagram) {
    const std::size_t frames = chromagram.values.size() / 12;
    if (frames == 0 || !(chromagram.hop.value() > 0.0)) return;
    over(bar.start, bar.end, chromagram.hop.value(), frames, [&](std::size_t i) {
        for (std::size_t pitch = 0; pitch < 12; ++pitch)
            bar.chroma[pitch] += static_cast<float>(chromagram.values[12 * i + pitch]);
    });
    float square = 0.0F;
    for (const float x : bar.chroma) square += x * x;
    if (square > 0.0F)
        for (float& x : bar.chroma) x /= std::sqrt(square);
}

void count_onsets(std::vector<Bar>& bars, const Rhythm* rhythm) {
    if (rhythm == nullptr) return;
    std::size_t at = 0;
    for (const Onset& onset : rhythm->onsets) {
        while (at < bars.size() && onset.time.value() >= bars[at].end) ++at;
        if (at == bars.size()) break;
        if (onset.strength >= kEventStrength && onset.time.value() >= bars[at].start - 0.05) bars[at].onsets += 1.0F;
    }
    for (Bar& bar : bars) bar.onsets /= static_cast<float>(std::max(0.05, bar.end - bar.start));
}

}  // namespace

Bars gather_bars(const SectionTrack& track, const Report& report) {
    Bars result;
    const std::vector<float> loud = loudness_of(track);
    const Span sound = audible(loud, report.duration.value());
    if (!(sound.to > sound.from)) return result;
    const Rhythm* rhythm = report.rhythm ? &*report.rhythm : nullptr;
    const auto borders = borders_of(rhythm, sound, result);
    const auto most = static_cast<float>(SectionTrack::decibels(*std::ranges::max_element(track.level)));
    for (std::size_t i = 0; i + 1 < borders.size(); ++i) {
        Bar bar;
        bar.start = borders[i];
        bar.end = borders[i + 1];
        hear_levels(bar, track, loud, most - kLowest);
        if (report.harmony) hear_chroma(bar, report.harmony->chromagram);
        result.bars.push_back(bar);
    }
    count_onsets(result.bars, rhythm);
    return result;
}

}  // namespace stratum::analysis::structure
