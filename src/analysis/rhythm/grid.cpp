#include "rhythm/grid.hpp"

#include "rhythm/beats.hpp"
#include "rhythm/free_beats.hpp"
#include "rhythm/pulse_fit.hpp"
#include "rhythm/tempo_bounds.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::analysis::rhythm {
namespace {

constexpr double kCovered = 0.8;      // Share of the sound that must lie on grids,
constexpr double kLongEnough = 12.0;  // whose stretches last so many seconds on average.

double seconds_of(double frame) { return frame / kFrameRate + kOnsetLatency.value(); }
double frame_of(double seconds) { return (seconds - kOnsetLatency.value()) * kFrameRate; }

std::vector<double> pulses_between(const Stretch& stretch, double begin, double end) {
    std::vector<double> beats;
    for (double n = std::ceil((begin - stretch.phase) / stretch.period);; n += 1.0) {
        const double at = stretch.phase + n * stretch.period;
        if (at >= end) return beats;
        beats.push_back(at);
    }
}

// Rounds the tempo and finds the phase anew for it; the fitted one's middle stays.
void settle_tempo(Stretch& stretch, double first, double last) {
    const double begin = std::max(stretch.begin, first);
    const double end = std::min(stretch.end, last);
    const Bpm fitted{60.0 * kFrameRate / stretch.period};
    const Bpm rounded = round_within_proof(fitted, Seconds{std::max(1.0, (end - begin) / kFrameRate)});
    const double middle = 0.5 * (begin + end);
    const double anchor = stretch.phase + std::round((middle - stretch.phase) / stretch.period) * stretch.period;
    stretch.period = 60.0 * kFrameRate / rounded.value();
    stretch.phase = anchor;
}

std::vector<double> shifted(std::vector<double> beats, double part) {
    if (part == 0.0 || beats.size() < 2) return beats;
    const double last = beats.back() - beats[beats.size() - 2];
    for (std::size_t i = 0; i + 1 < beats.size(); ++i) beats[i] += part * (beats[i + 1] - beats[i]);
    beats.back() += part * last;
    return beats;
}

void trim(std::vector<double>& beats, double first, double last) {
    std::erase_if(beats, [&](double at) { return at < first || at > last || seconds_of(at) < 0; });
}

}  // namespace

Bpm round_within_proof(Bpm tempo, Seconds span) {
    // A grid that is off by d beats a minute has run away by span * d / tempo at its end; half of that from the middle.
    // The rarer a kind of tempo is, the less it may stray from what was heard.
    struct Step {
        double parts;
        double stray_seconds;
    };
    for (const Step step : {Step{1.0, 0.008}, Step{2.0, 0.003}, Step{10.0, 0.001}}) {
        const double rounded = std::round(tempo.value() * step.parts) / step.parts;
        const double proof = 2.0 * step.stray_seconds / span.value() * tempo.value();
        if (std::abs(rounded - tempo.value()) <= proof) return Bpm{rounded};
    }
    return tempo;
}

namespace {

/// The network's beats are beats already; onsets may as well lie between them.
std::vector<double> beats_played_freely(const GridInput& input) {
    const Pulse pulse{input.period};
    if (input.heard.activations == nullptr)
        return track_beats(input.activation, track_period(input.activation, input.period));
    if (pulse.tempo().value() > kFastestFreeBeat) {
        const auto beatness = at_frames(input.heard.activations->beat, input.activation.size());
        return track_beats(beatness, track_period(beatness, input.period));
    }
    // A range that the vote had to set aside binds nobody.
    const bool bound = input.range && is_within(pulse, *input.range);
    return free_beats(*input.heard.activations, input.period, bound ? input.range : std::nullopt);
}

}  // namespace

GridResult build_grid(const GridInput& input) {
    GridResult result;
    const auto first = static_cast<double>(input.curves.first);
    const auto last = static_cast<double>(input.curves.last);
    const double margin = 0.1 * input.period;
    const auto first_stroke = input.first_stroke.transform([](Seconds at) { return frame_of(at.value()); });
    // Beats that the audio ends before are none, however far the last sound still rings in its frame.
    const double latest = std::min(last + margin, frame_of(input.duration.value()) - 1e-6);
    std::vector<Stretch> stretches = find_stretches(input);

    double covered = 0.0;
    for (const Stretch& s : stretches) covered += std::max(0.0, std::min(s.end, last) - std::max(s.begin, first));
    const double audible = std::max(1.0, last - first);
    const bool gridded = !stretches.empty() && covered >= kCovered * audible &&
                         covered / static_cast<double>(stretches.size()) / kFrameRate >=
                             std::min(kLongEnough, 0.5 * audible / kFrameRate);
    double certainty = 0.0;
    if (gridded) {
        result.grid.kind = stretches.size() == 1 ? GridKind::constant : GridKind::piecewise;
        double weight = 0.0;
        double longest = 0.0;
        for (std::size_t i = 0; i < stretches.size(); ++i) {
            Stretch& s = stretches[i];
            if (!input.exact) settle_tempo(s, first, last);
            const PhaseChoice choice = choose_phase(input.curves, input.levelled,
                                                    pulses_between(s, std::max(s.begin, first), std::min(s.end, last)),
                                                    input.heard, i == 0 ? first_stroke : std::nullopt);
            s.phase += choice.part * s.period;
            const double length = s.end - s.begin;
            certainty += length * choice.probability * std::min(1.0, s.coherence);
            weight += length;
            if (length > longest) {
                longest = length;
                result.tempo = Bpm{60.0 * kFrameRate / s.period};
            }
        }
        certainty /= weight;
        for (std::size_t i = 0; i < stretches.size(); ++i) {
            const Stretch& s = stretches[i];
            // Each grid holds until the next begins; the first from the start, the last to the end.
            const double begin = i == 0 ? frame_of(0.0) : s.begin;
            const double end =
                i + 1 < stretches.size() ? stretches[i + 1].begin : std::max(frame_of(input.duration.value()), s.end);
            std::vector<double> beats = pulses_between(s, begin, end);
            if (beats.empty()) continue;
            result.grid.regions.push_back({Seconds{i == 0 ? 0.0 : seconds_of(begin)},
                                           i + 1 < stretches.size() ? Seconds{seconds_of(end)} : input.duration,
                                           Seconds{seconds_of(beats.front())}, Bpm{60.0 * kFrameRate / s.period}});
            // Where two grids meet, no two beats come nearer than half a beat.
            if (!result.beats.empty() && beats.front() - result.beats.back() < 0.5 * s.period)
                beats.erase(beats.begin());
            result.beats.insert(result.beats.end(), beats.begin(), beats.end());
        }
        trim(result.beats, first - margin - 2, latest);
    } else {
        result.grid.kind = GridKind::flexible;
        std::vector<double> beats = beats_played_freely(input);
        trim(beats, first - margin - 2, latest);
        const PhaseChoice choice = choose_phase(input.curves, input.levelled, beats, input.heard, first_stroke);
        result.beats = shifted(std::move(beats), choice.part);
        trim(result.beats, first - margin - 2, latest);
        certainty = 0.8 * choice.probability;
        std::vector<double> gaps;
        for (std::size_t i = 1; i < result.beats.size(); ++i) gaps.push_back(result.beats[i] - result.beats[i - 1]);
        result.tempo = Bpm{60.0 * kFrameRate / input.period};
        if (gaps.size() >= 4) {
            const auto middle = gaps.begin() + static_cast<std::ptrdiff_t>(gaps.size() / 2);
            std::nth_element(gaps.begin(), middle, gaps.end());
            result.tempo = Bpm{60.0 * kFrameRate / *middle};
        }
    }
    result.grid.confidence = std::clamp(certainty, 0.0, 1.0);
    for (const double at : result.beats) result.grid.beats.emplace_back(seconds_of(at));
    return result;
}

}  // namespace stratum::analysis::rhythm
