#include "rhythm/beat_opinion.hpp"

#include "rhythm/onsets.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::analysis::rhythm {
namespace {

constexpr float kPeak = 0.15F;         // Probability from which on a peak is one.
constexpr std::size_t kApart = 3;      // Steps to either side that it must exceed.
constexpr double kLongestGap = 160.0;  // Frames: 32 BPM.
constexpr double kNear = 0.06;
constexpr double kFloor = 0.01;  // No answer is impossible.
constexpr double kOnBeat = 4.0;  // Frames between a peak and the beat that it lies on: 46 ms.

struct Peak {
    double frame;
    float height;
};

std::vector<Peak> peaks_of(const BeatEvidence& evidence) {
    std::vector<Peak> peaks;
    if (evidence.activations == nullptr) return peaks;
    const std::vector<float>& beat = evidence.activations->beat;
    for (std::size_t i = std::max<std::size_t>(evidence.begin, 1); i + 1 < evidence.end && i + 1 < beat.size(); ++i) {
        if (beat[i] < kPeak) continue;
        const std::size_t from = i - std::min(i, kApart);
        const std::size_t to = std::min(beat.size(), i + kApart + 1);
        const auto top = std::max_element(beat.begin() + static_cast<std::ptrdiff_t>(from),
                                          beat.begin() + static_cast<std::ptrdiff_t>(to));
        if (static_cast<std::size_t>(top - beat.begin()) != i) continue;
        const float bend = beat[i - 1] - 2.0F * beat[i] + beat[i + 1];
        const float shift = bend < -1e-6F ? 0.5F * (beat[i - 1] - beat[i + 1]) / bend : 0.0F;
        const double step = static_cast<double>(i) + static_cast<double>(std::clamp(shift, -0.5F, 0.5F));
        peaks.push_back({frame_of_step(step), beat[i]});
    }
    return peaks;
}

}  // namespace

double step_of(double frame) {
    const double seconds = frame / kFrameRate + kOnsetLatency.value();
    return seconds * BeatBands::kStepRate - BeatActivations::kStepOffset;
}

double frame_of_step(double step) {
    const double seconds = (step + BeatActivations::kStepOffset) / BeatBands::kStepRate;
    return (seconds - kOnsetLatency.value()) * kFrameRate;
}

float activation_at(std::span<const float> activation, double frame) {
    const auto centre = static_cast<std::int64_t>(std::lround(step_of(frame)));
    float top = 0.0F;
    for (std::int64_t i = centre - 1; i <= centre + 1; ++i)
        if (i >= 0 && i < static_cast<std::int64_t>(activation.size()))
            top = std::max(top, activation[static_cast<std::size_t>(i)]);
    return top;
}

std::vector<float> at_frames(std::span<const float> activation, std::size_t frames) {
    std::vector<float> out(frames, 0.0F);
    for (std::size_t f = 0; f < frames; ++f) {
        const double step = step_of(static_cast<double>(f));
        const double whole = std::floor(step);
        if (whole < 0.0 || whole + 1.0 >= static_cast<double>(activation.size())) continue;
        const auto i = static_cast<std::size_t>(whole);
        const auto part = static_cast<float>(step - whole);
        out[f] = activation[i] + part * (activation[i + 1] - activation[i]);
    }
    return out;
}

BeatEvidence BeatEvidence::between(double first_frame, double last_frame) const {
    if (activations == nullptr) return {};
    const auto clamp = [&](double step) {
        return static_cast<std::size_t>(std::clamp(std::round(step), 0.0, static_cast<double>(activations->steps())));
    };
    return {activations, clamp(step_of(first_frame)), clamp(step_of(last_frame))};
}

BeatIntervals::BeatIntervals(const BeatEvidence& evidence) {
    double before = 0.0;
    float before_height = 0.0F;
    double all = 0.0;
    for (const Peak& peak : peaks_of(evidence)) {
        if (before_height > 0.0F && peak.frame - before < kLongestGap) {
            gaps_.push_back({peak.frame - before, static_cast<double>(std::min(before_height, peak.height))});
            all += gaps_.back().weight;
        }
        before = peak.frame;
        before_height = peak.height;
    }
    if (gaps_.size() < 3) gaps_.clear();
    for (Gap& gap : gaps_) gap.weight /= all;
    std::ranges::sort(gaps_, {}, &Gap::period);
}

double BeatIntervals::near(double period) const {
    double sum = 0.0;
    for (auto gap = std::ranges::lower_bound(gaps_, period * (1.0 - kNear), {}, &Gap::period);
         gap != gaps_.end() && gap->period <= period * (1.0 + kNear); ++gap)
        sum += gap->weight;
    return sum;
}

double BeatIntervals::commonest() const {
    double best = 0.0;
    double share = -1.0;
    for (const Gap& gap : gaps_)
        if (const double here = near(gap.period); here > share) {
            share = here;
            best = gap.period;
        }
    // The mean of those that agree is finer than any one of them.
    double sum = 0.0;
    double weight = 0.0;
    for (const Gap& gap : gaps_)
        if (std::abs(gap.period / best - 1.0) <= kNear) {
            sum += gap.weight * gap.period;
            weight += gap.weight;
        }
    return weight > 0.0 ? sum / weight : 0.0;
}

double agreement(const BeatEvidence& evidence, std::span<const double> beats) {
    if (beats.empty() || evidence.activations == nullptr) return 0.0;
    double on_beats = 0.0;
    for (const double beat : beats) on_beats += static_cast<double>(activation_at(evidence.activations->beat, beat));
    on_beats /= static_cast<double>(beats.size());
    double met = 0.0;
    double all = 0.0;
    for (const Peak& peak : peaks_of(evidence)) {
        const auto next = std::ranges::lower_bound(beats, peak.frame);
        double distance = next == beats.end() ? 1e9 : *next - peak.frame;
        if (next != beats.begin()) distance = std::min(distance, peak.frame - *std::prev(next));
        all += static_cast<double>(peak.height);
        if (distance <= kOnBeat) met += static_cast<double>(peak.height);
    }
    const double share = all > 0.0 ? met / all : 0.0;
    return on_beats + share > 0.0 ? 2.0 * on_beats * share / (on_beats + share) : 0.0;
}

std::vector<double> interval_scores(const BeatIntervals& intervals, std::span<const Pulse> pulses) {
    std::vector<double> scores;
    for (const Pulse& pulse : pulses) scores.push_back(std::log(kFloor + intervals.near(pulse.period)));
    return scores;
}

std::vector<double> class_scores(const BeatEvidence& evidence, std::span<const Pulse> pulses) {
    constexpr std::size_t kClasses = BeatActivations::kTempoClasses;
    std::array<double, kClasses> mean{};
    const auto& rows = evidence.activations->tempo;
    const std::size_t first = evidence.begin / BeatActivations::kTempoHop;
    const std::size_t last = std::min(rows.size(), evidence.end / BeatActivations::kTempoHop + 1);
    for (std::size_t row = first; row < last; ++row)
        for (std::size_t k = 0; k < kClasses; ++k)
            mean[k] += static_cast<double>(rows[row][k]) / static_cast<double>(last - first);
    const double top = *std::ranges::max_element(mean);
    double sum = 0.0;
    for (double& value : mean) sum += value = std::exp(value - top);

    std::vector<double> scores;
    for (const Pulse& pulse : pulses) {
        const double place =
            BeatActivations::kClassesPerOctave * std::log2(pulse.tempo().value() / BeatActivations::kSlowestClass);
        const auto centre = static_cast<std::int64_t>(std::lround(place));
        double share = 0.0;
        for (std::int64_t k = centre - 2; k <= centre + 2; ++k)
            if (k >= 0 && k < static_cast<std::int64_t>(kClasses)) share += mean[static_cast<std::size_t>(k)] / sum;
        scores.push_back(std::log(kFloor + share));
    }
    return scores;
}

}  // namespace stratum::analysis::rhythm
