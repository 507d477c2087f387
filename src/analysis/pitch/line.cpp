#include "pitch/line.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace stratum::analysis {
namespace {

// The path thinks in lags; any rate will do.
constexpr double kLagRate = 22050.0;
constexpr float kForget = 0.7F;  // Natural logarithm a second by which the strongest salience is forgotten.
constexpr float kSilence = 1e-3F;

double hertz_of(double note) { return 440.0 * std::exp2((note - 69.0) / 12.0); }

}  // namespace

LineOptions melody_line() {
    LineOptions out;
    out.salience.bin_hz = out.rate / out.size;
    out.bias = 1.0;
    out.share = 0.0;
    out.loudness = -2.0;
    out.costs = {.least_probability = 0.002F, .depth = 0.0F, .octave = 0.0F, .slope = 0.5F, .jump = 4.0F,
                 .quiet_jump = 2.0F, .change = 3.0F};
    return out;
}

LineOptions bass_line() {
    LineOptions out;
    out.rate = 11025.0;
    out.hop = 256;
    out.salience = {.bin_hz = out.rate / out.size, .lowest_note = 23.0, .highest_note = 60.0, .harmonics = 6, .decay = 0.8,
                    .highest_hz = 600.0};
    out.middle = 38.0;
    out.spread = 8.0;
    out.bias = 1.0;
    out.loudness = -2.0;
    out.costs = {.least_probability = 0.002F, .depth = 0.0F, .octave = 0.0F, .slope = 1.0F, .jump = 4.0F,
                 .quiet_jump = 2.0F, .change = 3.0F};
    return out;
}

LineListener::LineListener(const LineOptions& options)
    : options_(options), salience_(options.salience, static_cast<std::size_t>(options.size / 2 + 1)), path_(options.costs),
      strongest_(static_cast<float>(kForget * options.hop / options.rate)),
      stft_({options.size, options.hop}, [this](const dsp::SpectrumFrame& frame) { hear(frame); }) {}

void LineListener::push(std::span<const float> samples) {
    stft_.push(samples);
    keep();
}

void LineListener::hear(const dsp::SpectrumFrame& frame) {
    const auto values = salience_.of(frame.magnitude);
    std::array<SaliencePeak, kMostCandidates> peaks;
    const std::size_t count = salience_peaks(salience_, values, peaks);
    PitchFrame out;
    out.candidates.count = count;
    double weights = 0.0;
    double all = 0.0;
    double best = 0.0;
    float strongest = 0.0F;
    for (std::size_t i = 0; i < count; ++i) {
        const double away = (peaks[i].note - options_.middle) / options_.spread;
        const double weight = std::pow(peaks[i].salience / peaks[0].salience, options_.sharpness) *
                              std::exp(-0.5 * away * away);
        auto& candidate = out.candidates.all[i];
        candidate.lag = static_cast<float>(kLagRate / hertz_of(peaks[i].note));
        candidate.difference = 0.0F;
        candidate.probability = static_cast<float>(weight);
        weights += weight;
        all += peaks[i].salience;
        if (weight > best) best = weight, strongest = peaks[i].salience;
    }
    for (std::size_t i = 0; i < count; ++i)
        out.candidates.all[i].probability /= static_cast<float>(std::max(weights, 1e-9));
    const float level = std::log(strongest + 1e-9F);
    LineEvidence seen;
    seen.below = strongest_.follow(level) - level;
    seen.share = all > 0.0 ? static_cast<float>(strongest / all) : 0.0F;
    out.level = std::max(-120.0F, 8.686F * level);
    const double x = options_.bias + options_.share * seen.share + options_.loudness * seen.below;
    out.voicing = strongest > kSilence ? static_cast<float>(std::clamp(1.0 / (1.0 + std::exp(-x)), 0.005, 0.995)) : 0.005F;
    if (evidence != nullptr) evidence->push_back(seen);
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
    return std::move(curve_);
}

}  // namespace stratum::analysis
