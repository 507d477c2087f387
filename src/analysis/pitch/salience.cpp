#include "pitch/salience.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::analysis {
namespace {

constexpr double kNeighbourhood = 1.2570;  // A third of an octave to both sides.
constexpr std::size_t kNarrowest = 6;      // bins, so that a low peak is not compared with itself alone.
constexpr float kProminence = 1.5F;        // A peak stands out of the mean around it by this factor,
constexpr float kFloor = 1e-5F;            // and is louder than -100 dBFS.
// A harmonic speaks for its own pitch and a little for those within half a semitone: real ones are a little off.
constexpr std::array<float, 3> kSpread{1.0F, 0.65F, 0.18F};

}  // namespace

PitchSalience::PitchSalience(const SalienceOptions& options, std::size_t bins)
    : options_(options), last_(std::min(bins - 3, static_cast<std::size_t>(options.highest_hz / options.bin_hz))) {
    for (std::size_t k = 0; k <= last_; ++k) {
        const auto third = static_cast<std::size_t>(static_cast<double>(k) / kNeighbourhood);
        from_.push_back(std::min(third, k > kNarrowest ? k - kNarrowest : 0));
        to_.push_back(
            std::min(bins, std::max(static_cast<std::size_t>(std::ceil(static_cast<double>(k) * kNeighbourhood)) + 2,
                                    k + kNarrowest + 1)));
    }
    sum_.resize(bins + 1);
    for (int h = 1; h <= options.harmonics; ++h) {
        harmonic_note_.push_back(12.0 * std::log2(h));
        harmonic_weight_.push_back(static_cast<float>(std::pow(options.decay, h - 1)));
    }
    out_.resize(static_cast<std::size_t>((options.highest_note - options.lowest_note) * kBinsPerSemitone) + 1);
}

void PitchSalience::add(float weight, double note) {
    const double place = (note - options_.lowest_note) * kBinsPerSemitone;
    const auto centre = static_cast<int>(std::lround(place));
    const int size = static_cast<int>(out_.size());
    for (int away = -2; away <= 2; ++away) {
        const int bin = centre + away;
        if (bin >= 0 && bin < size)
            out_[static_cast<std::size_t>(bin)] += weight * kSpread[static_cast<std::size_t>(std::abs(away))];
    }
}

std::span<const float> PitchSalience::of(std::span<const float> magnitude) {
    std::ranges::fill(out_, 0.0F);
    double sum = 0.0;
    for (std::size_t k = 0; k < magnitude.size() && k + 1 < sum_.size(); ++k) sum_[k + 1] = sum += magnitude[k];
    for (std::size_t k = 2; k <= last_; ++k) {
        const float here = magnitude[k];
        if (here <= kFloor || here <= magnitude[k - 1] || here < magnitude[k + 1]) continue;
        const double around = (sum_[to_[k]] - sum_[from_[k]]) / static_cast<double>(to_[k] - from_[k]);
        if (here <= kProminence * around) continue;
        // Frequency from a parabola through three logarithms [Smith and Serra 1987].
        const double a = std::log(magnitude[k - 1] + 1e-12);
        const double b = std::log(here + 1e-12);
        const double c = std::log(magnitude[k + 1] + 1e-12);
        const double curve = a - 2.0 * b + c;
        const double shift = curve < 0.0 ? 0.5 * (a - c) / curve : 0.0;
        const double note = 69.0 + 12.0 * std::log2((static_cast<double>(k) + shift) * options_.bin_hz / 440.0);
        const auto weight = static_cast<float>(
            std::pow(here * std::pow(std::max(around, 1e-9), -options_.whitening), options_.compression));
        for (std::size_t h = 0; h < harmonic_note_.size(); ++h) {
            const double pitch = note - harmonic_note_[h];
            if (pitch < options_.lowest_note - 0.5) break;
            if (pitch < options_.highest_note + 0.5) add(weight * harmonic_weight_[h], pitch);
        }
    }
    return out_;
}

std::size_t salience_peaks(const PitchSalience& axis, std::span<const float> salience, std::span<SaliencePeak> out) {
    std::size_t count = 0;
    for (std::size_t k = 1; k + 1 < salience.size(); ++k) {
        const float here = salience[k];
        if (here <= 0.0F || here <= salience[k - 1] || here < salience[k + 1]) continue;
        if (count == out.size() && here <= out[count - 1].salience) continue;
        const float a = salience[k - 1];
        const float c = salience[k + 1];
        const float curve = a - 2.0F * here + c;
        const float shift = curve < 0.0F ? 0.5F * (a - c) / curve : 0.0F;
        const SaliencePeak found{static_cast<float>(axis.note_of(static_cast<double>(k) + shift)), here};
        std::size_t place = count < out.size() ? count++ : count - 1;
        for (; place > 0 && out[place - 1].salience < found.salience; --place) out[place] = out[place - 1];
        out[place] = found;
    }
    return count;
}

}  // namespace stratum::analysis
