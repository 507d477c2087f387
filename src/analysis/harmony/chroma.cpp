#include "harmony/chroma.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace stratum::analysis {
namespace {

constexpr double kRate = 11025.0;
constexpr double kBinHz = kRate / kChromaSize;
constexpr int kBinsPerSemitone = kFineBins / 12;
constexpr int kFirstBin = 27;   // 36 Hz: below E1 with its skirts there is rumble, no pitch.
constexpr int kLastBin = 1597;  // 2,150 Hz: overtones above say more about the instrument than about the chord.
constexpr double kNeighbourhood = 1.2570;  // 2^0.33, to both sides.
constexpr float kProminence = 1.5F;        // A peak stands out of the mean around it by this factor;
constexpr float kFloor = 1e-5F;            // and is louder than -100 dBFS, below which only dither and rounding live.
constexpr double kSilent = 1e-3;           // 60 dB under the loudest frame.

/// 0 below `from`, 1 above `to`, linear in octaves between.
double rise(double hz, double from, double to) {
    return std::clamp(std::log2(hz / from) / std::log2(to / from), 0.0, 1.0);
}

/// The share of a peak that speaks for chords and melody: fades in over the octave around 130 Hz, out around 2 kHz.
double treble_share(double hz) { return rise(hz, 92.0, 184.0) * (1.0 - rise(hz, 1414.0, 2828.0)); }
/// The share that speaks for the bass: from 32 Hz, out over the octave around 220 Hz.
double bass_share(double hz) { return rise(hz, 22.5, 45.0) * (1.0 - rise(hz, 156.0, 311.0)); }

using FineChroma = std::array<float, kFineBins>;

/// Adds `weight` at a position in fine bins, shared between the two nearest.
void add(FineChroma& chroma, double position, double weight) {
    const double below = std::floor(position);
    const double share = position - below;
    const int bin = static_cast<int>(below) % kFineBins;
    chroma[static_cast<std::size_t>(bin)] += static_cast<float>(weight * (1.0 - share));
    chroma[static_cast<std::size_t>((bin + 1) % kFineBins)] += static_cast<float>(weight * share);
}

void keep(const FineChroma& chroma, std::vector<std::uint8_t>& out) {
    const float most = *std::max_element(chroma.begin(), chroma.end());
    const float scale = most > 0.0F ? 255.0F / most : 0.0F;
    for (const float value : chroma) out.push_back(static_cast<std::uint8_t>(std::lround(value * scale)));
}

}  // namespace

ChromaExtractor::ChromaExtractor()
    : sum_(kChromaSize / 2 + 2),
      power_(kChromaSize / 2 + 2),
      stft_({kChromaSize, kChromaHop}, [this](const dsp::SpectrumFrame& frame) { hear(frame); }) {
    for (int k = 0; k <= kLastBin; ++k) {
        from_.push_back(std::max(1, static_cast<int>(std::floor(k / kNeighbourhood))));
        to_.push_back(static_cast<int>(std::ceil(k * kNeighbourhood)) + 1);
    }
}

void ChromaExtractor::hear(const dsp::SpectrumFrame& frame) {
    const std::span<const float> magnitude = frame.magnitude;
    const auto limit = static_cast<std::size_t>(to_.back());
    double sum = 0.0;
    double power = 0.0;
    for (std::size_t k = 0; k < limit; ++k) {
        sum_[k] = sum;
        power_[k] = power;
        sum += magnitude[k];
        power += static_cast<double>(magnitude[k]) * magnitude[k];
    }
    sum_[limit] = sum;
    power_[limit] = power;

    FineChroma treble{};
    FineChroma bass{};
    double level = 0.0;
    peaks_.clear();
    for (std::size_t k = kFirstBin; k <= kLastBin; ++k) {
        const float here = magnitude[k];
        if (here <= kFloor || here <= magnitude[k - 1] || here < magnitude[k + 1]) continue;
        const auto from = static_cast<std::size_t>(from_[k]);
        const auto to = static_cast<std::size_t>(to_[k]);
        const double count = static_cast<double>(to - from);
        if (here <= kProminence * (sum_[to] - sum_[from]) / count) continue;

        const double a = std::log(magnitude[k - 1] + 1e-12);
        const double b = std::log(here + 1e-12);
        const double c = std::log(magnitude[k + 1] + 1e-12);
        const double curve = a - 2.0 * b + c;
        const double shift = curve < 0.0 ? 0.5 * (a - c) / curve : 0.0;
        const double height = std::exp(b - 0.25 * (a - c) * shift);
        const double hz = (static_cast<double>(k) + shift) * kBinHz;
        // The difference of two sums over a far louder spectrum may round to less than this bin alone holds.
        const double around = std::sqrt(std::max(power_[to] - power_[from], double{here} * here) / count);
        const double weight = height / std::sqrt(around);
        const double semitones = 12.0 * std::log2(hz / 440.0) + 69.0;  // MIDI numbers: C is a multiple of 12

        const double position = semitones * kBinsPerSemitone;
        add(treble, position, weight * treble_share(hz));
        add(bass, position, weight * bass_share(hz));
        level += height * height;
        peaks_.push_back({hz, weight});
        if (hz > 100.0 && hz < 2000.0) {
            const double trust = height / std::sqrt(around);
            track_.deviation += std::polar(trust, 2.0 * std::numbers::pi * (semitones - std::floor(semitones)));
            track_.deviation_weight += trust;
        }
    }
    keep(treble, track_.treble);
    keep(bass, track_.bass);
    track_.level.push_back(static_cast<float>(std::sqrt(level)));
    track_.tone.push_back(static_cast<float>(lone_tone_of(peaks_).value_or(0.0)));
}

ChromaTrack ChromaExtractor::finish() {
    stft_.finish();
    return std::move(track_);
}

namespace {

/// Fine bins onto the twelve notes: each note is heard by a cosine lobe that ends where its neighbours' lobes peak less
/// 0.5.
PitchClasses fold(std::span<const std::uint8_t> fine, const std::array<PitchClasses, kFineBins>& lobes) {
    PitchClasses out{};
    float total = 0.0F;
    for (std::size_t b = 0; b < kFineBins; ++b) {
        if (fine[b] == 0) continue;
        for (std::size_t p = 0; p < 12; ++p) out[p] += lobes[b][p] * fine[b];
    }
    for (const float value : out) total += value;
    if (total > 0.0F)
        for (float& value : out) value /= total;
    return out;
}

}  // namespace

std::vector<ChromaFrame> fold(const ChromaTrack& track, double offset) {
    std::array<PitchClasses, kFineBins> lobes{};
    for (int b = 0; b < kFineBins; ++b) {
        const double semitone = static_cast<double>(b) / kBinsPerSemitone - offset;
        const double nearest = std::round(semitone);
        const double response = std::cos(std::numbers::pi * (semitone - nearest));
        const int note = (static_cast<int>(nearest) % 12 + 12) % 12;
        lobes[static_cast<std::size_t>(b)][static_cast<std::size_t>(note)] = static_cast<float>(response * response);
    }
    double loudest = 0.0;
    for (const float level : track.level) loudest = std::max<double>(loudest, level);
    std::vector<ChromaFrame> out(track.frames());
    for (std::size_t n = 0; n < out.size(); ++n) {
        out[n].treble = fold(std::span(track.treble).subspan(n * kFineBins, kFineBins), lobes);
        out[n].bass = fold(std::span(track.bass).subspan(n * kFineBins, kFineBins), lobes);
        if (loudest > 0.0 && track.level[n] > loudest * kSilent)
            out[n].weight = static_cast<float>(std::sqrt(track.level[n] / loudest));
    }
    return out;
}

}  // namespace stratum::analysis
