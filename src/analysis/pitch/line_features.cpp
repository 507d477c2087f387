#include "pitch/line_features.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::analysis {
namespace {

constexpr std::size_t kHarmonics = 10;
constexpr std::array kBetween{1.0 / 3.0, 0.5, 2.0 / 3.0, 1.5, 2.5, 3.5};
constexpr std::array<std::size_t, 4> kAgo{1, 3, 8, 20};  // Frames.
constexpr float kForget = 0.98F;                         // A frame.

float logarithm(float x) { return std::log(x + 1e-6F); }
float bounded(float x) { return std::clamp(x, -4.0F, 4.0F); }

}  // namespace

LineFeatures::LineFeatures(double bin_hz, std::size_t bins, const PitchSalience& axis)
    : bin_hz_(bin_hz),
      lowest_note_(axis.note_of(0.0)),
      salience_(kPast, std::vector<float>(axis.size(), 0.0F)),
      magnitude_(kPast, std::vector<float>(bins, 0.0F)) {
    strongest_.fill(1e-6F);
}

float LineFeatures::strength(std::span<const float> magnitude, double hertz) const {
    const auto from = static_cast<std::size_t>(std::lround(hertz * 0.98 / bin_hz_));
    const auto to = static_cast<std::size_t>(std::lround(hertz * 1.02 / bin_hz_));
    float most = 0.0F;
    for (std::size_t k = from; k <= to && k < magnitude.size(); ++k) most = std::max(most, magnitude[k]);
    return most;
}

void LineFeatures::of(std::span<const float> magnitude, std::span<const float> salience,
                      std::span<const SaliencePeak> peaks, std::span<LineFeatureRow> out) {
    double sum = 0.0;
    for (const float x : magnitude) sum += x;
    const auto mean = static_cast<float>(sum / static_cast<double>(magnitude.size())) + 1e-7F;
    const float strongest = (peaks.empty() ? 0.0F : peaks.front().salience) + 1e-6F;
    loudest_ = std::max(loudest_ * kForget, strongest);
    float all = 1e-6F;
    for (const SaliencePeak& peak : peaks) all += peak.salience;

    const auto ago = [&](std::size_t frames) { return (frame_ + kPast - frames) % kPast; };
    for (std::size_t i = 0; i < peaks.size(); ++i) {
        const SaliencePeak& peak = peaks[i];
        LineFeatureRow& row = out[i];
        std::size_t next = 0;
        const auto put = [&](float x) { row[next++] = bounded(x); };
        const double hertz = 440.0 * std::exp2((static_cast<double>(peak.note) - 69.0) / 12.0);
        for (std::size_t h = 1; h <= kHarmonics; ++h)
            put(0.5F * logarithm(strength(magnitude, hertz * static_cast<double>(h)) / mean));
        for (const double place : kBetween) put(0.5F * logarithm(strength(magnitude, hertz * place) / mean));
        // Does it begin here?
        for (const double h : {1.0, 2.0, 3.0}) {
            const std::size_t then = ago(4);
            put(0.5F * (logarithm(strength(magnitude, hertz * h)) - logarithm(strength(magnitude_[then], hertz * h))));
        }
        const float octaves_up = (peak.note - 60.0F) / 12.0F;
        put(octaves_up);
        put(octaves_up * octaves_up);
        put(4.0F * peak.salience / all);
        put(logarithm(peak.salience / strongest));
        put(logarithm(peak.salience / loudest_));
        put(static_cast<float>(i) / 6.0F);
        float lower = 0.0F;
        float higher = 0.0F;
        for (const SaliencePeak& other : peaks) {
            if (other.note < peak.note - 0.5F) lower += other.salience;
            if (other.note > peak.note + 0.5F) higher += other.salience;
        }
        put(3.0F * lower / all);
        put(3.0F * higher / all);
        // How long has it been there, and has it moved?
        const auto centre = static_cast<std::ptrdiff_t>(
            std::lround((static_cast<double>(peak.note) - lowest_note_) * PitchSalience::kBinsPerSemitone));
        for (const std::size_t frames : kAgo) {
            const auto& past = salience_[ago(frames)];
            float most = 0.0F;
            for (std::ptrdiff_t k = centre - 2; k <= centre + 2; ++k)
                if (k >= 0 && k < static_cast<std::ptrdiff_t>(past.size()))
                    most = std::max(most, past[static_cast<std::size_t>(k)]);
            put(logarithm(most / strongest_[ago(frames)]));
        }
        float nearest = 1.0F;
        for (const SaliencePeak& old : before_) {
            const float moved = std::abs(old.note - peak.note);
            nearest = std::min(nearest, moved);
        }
        put(nearest);
        put(nearest > 0.04F && nearest < 0.6F ? 1.0F : 0.0F);
        put(2.0F * std::abs(peak.note - std::round(peak.note)));
    }
    const std::size_t here = frame_ % kPast;
    std::ranges::copy(salience, salience_[here].begin());
    std::ranges::copy(magnitude, magnitude_[here].begin());
    strongest_[here] = strongest;
    before_.assign(peaks.begin(), peaks.end());
    frame_ = (frame_ + 1) % kPast;
}

}  // namespace stratum::analysis
