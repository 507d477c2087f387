#include "pitch/line.hpp"

#include "pitch/bass_weights.hpp"
#include "pitch/melody_weights.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace stratum::analysis {
namespace {

// The path thinks in lags; any rate will do.
constexpr double kLagRate = 22050.0;
constexpr float kLeastSalience = 1e-4F;  // Silence has none.

double hertz_of(double note) { return 440.0 * std::exp2((note - 69.0) / 12.0); }

}  // namespace

LineOptions melody_line() {
    LineOptions out;
    out.salience = {.bin_hz = out.rate / out.size,
                    .lowest_note = 40.0,
                    .highest_note = 93.0,
                    .harmonics = 10,
                    .decay = 0.75,
                    .highest_hz = 6000.0};
    out.weights = &kMelodyWeights;
    out.costs = {.least_probability = 0.01F,
                 .depth = 0.0F,
                 .octave = 0.0F,
                 .slope = 1.0F,
                 .jump = 4.0F,
                 .quiet_jump = 2.0F,
                 .change = 2.0F};
    return out;
}

LineOptions bass_line() {
    LineOptions out;
    out.rate = 11025.0;
    out.hop = 256;
    out.salience = {.bin_hz = out.rate / out.size,
                    .lowest_note = 23.0,
                    .highest_note = 60.0,
                    .harmonics = 8,
                    .decay = 0.78,
                    .highest_hz = 700.0,
                    .whitening = 0.2,
                    .compression = 0.4};
    out.weights = &kBassWeights;
    out.costs = {.least_probability = 0.01F,
                 .depth = 0.0F,
                 .octave = 0.0F,
                 .slope = 1.5F,
                 .jump = 4.0F,
                 .quiet_jump = 2.0F,
                 .change = 2.0F};
    return out;
}

LineListener::LineListener(const LineOptions& options)
    : options_(options),
      salience_(options.salience, static_cast<std::size_t>(options.size) / 2 + 1),
      features_(options.salience.bin_hz, static_cast<std::size_t>(options.size) / 2 + 1, salience_),
      path_(options.costs),
      stft_({options.size, options.hop}, [this](const dsp::SpectrumFrame& frame) { hear(frame); }) {}

void LineListener::push(std::span<const float> samples) {
    stft_.push(samples);
    keep();
}

void LineListener::hear(const dsp::SpectrumFrame& frame) {
    const auto values = salience_.of(frame.magnitude);
    std::array<SaliencePeak, kLinePeaks> all;
    const auto peaks = std::span(all).first(salience_peaks(salience_, values, all));
    std::array<LineFeatureRow, kLinePeaks> rows;
    features_.of(frame.magnitude, values, peaks, rows);
    if (watcher_) watcher_(peaks, std::span(rows).first(peaks.size()));

    std::array<std::pair<float, std::size_t>, kLinePeaks> judged;
    for (std::size_t i = 0; i < peaks.size(); ++i) judged[i] = {judge(*options_.weights, rows[i]), i};
    const auto order = std::span(judged).first(peaks.size());
    std::ranges::sort(order, [](const auto& a, const auto& b) {
        return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    PitchFrame out;
    out.candidates.count = std::min(order.size(), kMostCandidates);
    float sum = 0.0F;
    for (const auto& [logarithm, peak] : order) sum += std::exp(logarithm);
    for (std::size_t i = 0; i < out.candidates.count; ++i) {
        auto& candidate = out.candidates.all[i];
        candidate.lag = static_cast<float>(kLagRate / hertz_of(static_cast<double>(peaks[order[i].second].note)));
        candidate.difference = 0.0F;
        candidate.probability = std::exp(order[i].first) / sum;
    }
    const bool silent = order.empty() || peaks.front().salience < kLeastSalience;
    out.voicing = silent ? 0.005F : std::clamp(sum / (1.0F + sum), 0.005F, 0.995F);
    const float loudest = order.empty() ? 0.0F : peaks[order.front().second].salience;
    out.level = std::max(-120.0F, 20.0F * std::log10(loudest + 1e-9F));
    path_.push(out, chosen_);
}

void LineListener::keep() {
    for (const PitchChoice& choice : chosen_) {
        curve_.hertz.push_back(choice.lag > 0.0F ? static_cast<float>(kLagRate) / choice.lag : 0.0F);
        curve_.confidence.push_back(choice.confidence);
        curve_.level.push_back(choice.level);
    }
    chosen_.clear();
}

PitchCurve LineListener::finish() {
    stft_.finish();
    path_.finish(chosen_);
    keep();
    curve_.hop = Seconds{options_.hop / options_.rate};
    return std::exchange(curve_, {});
}

}  // namespace stratum::analysis
