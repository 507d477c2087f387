#include "rhythm/beats.hpp"
#include "rhythm/grid.hpp"
#include "rhythm/pulse_fit.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace stratum::analysis::rhythm {
namespace {

constexpr double kMachine = 0.70;       // Coherence of what is played to a clock; free playing stays below.
constexpr std::size_t kShortest = 16;   // Pieces (beats).
constexpr std::size_t kLongest = 1200;  // Beats fitted at once; longer stretches grow by joining.
constexpr double kReach = 0.02;         // How far the vote's period may be off.
constexpr double kStray = 0.025;        // Periods further apart are different tempi.

// One run of nearly constant period, with the fitter made for it.
class Run {
  public:
    Run(std::span<const float> activation, std::size_t begin, std::size_t end, double period)
        : fitter_(activation.subspan(begin, end - begin), period), begin_(begin), period_(period) {}

    void collect(std::vector<Stretch>& found) const {
        std::vector<Stretch> here;
        const std::size_t count = fitter_.pieces();
        const std::size_t chunks = count / kLongest + 1;
        for (std::size_t c = 0; c < chunks; ++c) divide(count * c / chunks, count * (c + 1) / chunks, here);
        join(here);
        for (Stretch stretch : here) {
            stretch.begin += static_cast<double>(begin_);
            stretch.end += static_cast<double>(begin_);
            stretch.phase += static_cast<double>(begin_);
            found.push_back(stretch);
        }
    }

  private:
    [[nodiscard]] Stretch fit(std::size_t begin, std::size_t end, double around, double reach) const {
        const Pulses grid = fitter_.fit(begin, end, around, reach);
        return {fitter_.start_of(begin),
                fitter_.start_of(end),
                grid.period,
                grid.phase,
                fitter_.coherence(begin, end, grid),
                fitter_.strength(begin, end, grid.period)};
    }

    void divide(std::size_t begin, std::size_t end, std::vector<Stretch>& found) const {
        if (end < begin + kShortest) return;
        const Stretch whole = fit(begin, end, period_, kReach);
        if (whole.coherence >= kMachine) {
            found.push_back(whole);
            return;
        }
        const std::size_t middle = begin + (end - begin) / 2;
        divide(begin, middle, found);
        divide(middle, end, found);
    }

    // Neighbours that one grid explains as well as two become one, until none is left.
    void join(std::vector<Stretch>& list) const {
        for (std::size_t i = 0; i + 1 < list.size();) {
            const Stretch& a = list[i];
            const Stretch& b = list[i + 1];
            const double length = b.end - a.begin;
            const double centre =
                (a.period * (a.end - a.begin) + b.period * (b.end - b.begin)) / (a.end - a.begin + b.end - b.begin);
            const double reach = std::min(kReach, 0.5 * std::abs(a.period / b.period - 1.0) + 4.0 * centre / length);
            const Stretch both = fit(fitter_.piece_at(a.begin), fitter_.piece_at(b.end), centre, reach);
            if (both.coherence >= kMachine + 0.05) {
                list[i] = both;
                list.erase(list.begin() + static_cast<std::ptrdiff_t>(i) + 1);
                if (i > 0) --i;
            } else {
                ++i;
            }
        }
    }

    PulseFitter fitter_;
    std::size_t begin_;
    double period_;
};

// The stretches of one section, whose tempo is near `around`.
std::vector<Stretch> stretches_near(std::span<const float> activation, double around) {
    std::vector<Stretch> found;
    const std::size_t frames = activation.size();
    if (around <= 0 || static_cast<double>(frames) < 4 * around) return found;
    const PeriodTrack track = track_period(activation, around);
    // Mostly one grid fits everything.
    const auto beats = static_cast<std::size_t>(static_cast<double>(frames) / around);
    std::optional<Stretch> single;
    if (beats <= kLongest) {
        const PulseFitter fitter{activation, around};
        const Pulses grid = fitter.fit(0, fitter.pieces(), around, kReach);
        const double coherence = fitter.coherence(0, fitter.pieces(), grid);
        if (coherence >= kMachine)
            single = Stretch{0.0,         static_cast<double>(frames),
                             grid.period, grid.phase,
                             coherence,   fitter.strength(0, fitter.pieces(), grid.period)};
        const auto strays = std::count_if(track.period.begin(), track.period.end(), [&](float period) {
            return std::abs(static_cast<double>(period) / grid.period - 1.0) > kStray;
        });
        const bool steady = static_cast<double>(strays) <= 0.1 * static_cast<double>(track.period.size());
        if (beats < kShortest || (single && steady)) {
            if (single) found.push_back(*single);
            return found;
        }
    }
    std::size_t begin = 0;
    for (std::size_t w = 1; w <= track.period.size(); ++w) {
        if (w < track.period.size() &&
            std::abs(track.period[w] / track.period[begin] - 1.0F) < static_cast<float>(kStray))
            continue;
        const std::size_t from = begin * PeriodTrack::kStep;
        const std::size_t to = w == track.period.size() ? frames : std::min(frames, w * PeriodTrack::kStep);
        const double period = static_cast<double>(track.period[begin + (w - begin) / 2]);
        if (to > from && static_cast<double>(to - from) >= kFewestBeats * period)
            Run{activation, from, to, period}.collect(found);
        begin = w;
    }
    // Several grids must explain clearly more than one does: the period may stray in a break without the tempo having
    // changed.
    constexpr double kGain = 1.25;
    double explained = 0.0;
    for (const Stretch& s : found) explained += s.strength;
    if (single && explained < kGain * single->strength) found.assign(1, *single);
    return found;
}

// Puts the border between two grids where the strokes before it meet the one, and those after it the other.
void settle_border(std::span<const float> activation, Stretch& a, Stretch& b) {
    constexpr double kReachSeconds = 10.0;
    const double reach = std::min({kReachSeconds * kFrameRate, 0.5 * (a.end - a.begin), 0.5 * (b.end - b.begin)});
    const double middle = 0.5 * (a.end + b.begin);
    const double from = middle - reach;
    const double to = middle + reach;
    const auto begin = static_cast<std::size_t>(std::max(0.0, from));
    const auto end = std::min(activation.size(), static_cast<std::size_t>(std::max(0.0, to)));
    if (end < begin + 2) return;
    double mean = 0.0;
    for (std::size_t t = begin; t < end; ++t) mean += static_cast<double>(activation[t]);
    mean /= static_cast<double>(end - begin);

    // What the pulses of a grid meet beyond the mean, each weighted with the time that it stands for.
    struct Stroke {
        double at;
        double value;  // Gained by giving it to b, or lost by not giving it to a.
    };
    std::vector<Stroke> strokes;
    const auto collect = [&](const Stretch& grid, double sign) {
        const double step = 0.5 * grid.period;  // Off-beats tell as much.
        for (double at = grid.phase + std::ceil((from - grid.phase) / step) * step; at < to; at += step) {
            if (at < 2.0 || at + 3.0 > static_cast<double>(activation.size())) continue;
            const auto near = activation.subspan(static_cast<std::size_t>(std::lround(at)) - 2, 5);
            strokes.push_back({at, sign * step * (static_cast<double>(*std::ranges::max_element(near)) - mean)});
        }
    };
    collect(a, 1.0);
    collect(b, -1.0);
    std::ranges::sort(strokes, {}, &Stroke::at);
    double sum = 0.0;
    double top = -1e9;
    double border = middle;
    for (const Stroke& stroke : strokes) {
        // The border comes before a stroke that b takes.
        if (stroke.value < 0.0 && sum > top) {
            top = sum;
            border = stroke.at;
        }
        sum += stroke.value;
    }
    // The new grid begins with a beat of its own.
    border = b.phase + std::round((border - b.phase) / b.period) * b.period;
    a.end = border - 1.0;
    b.begin = border - 1.0;
}

}  // namespace

std::vector<Stretch> find_stretches(const GridInput& input) {
    std::vector<Stretch> found;
    const std::size_t frames = input.activation.size();
    if (input.period <= 0 || static_cast<double>(frames) < 4 * input.period) return found;

    if (input.exact) {
        const PulseFitter fitter{input.activation, input.period};
        found.push_back(
            {0.0, static_cast<double>(frames), input.period, fitter.phase(0, fitter.pieces(), input.period), 1.0, 0.0});
        return found;
    }
    // Without jumps the tempo glides if it changes at all, and near a border neither grid is right.
    if (input.sections.empty()) return stretches_near(input.activation, input.period);
    for (const TempoSection& section : input.sections)
        for (Stretch stretch :
             stretches_near(input.activation.subspan(section.begin, section.end - section.begin), section.period)) {
            stretch.begin += static_cast<double>(section.begin);
            stretch.end += static_cast<double>(section.begin);
            stretch.phase += static_cast<double>(section.begin);
            found.push_back(stretch);
        }
    for (std::size_t i = 1; i < found.size(); ++i) settle_border(input.activation, found[i - 1], found[i]);
    return found;
}

}  // namespace stratum::analysis::rhythm
