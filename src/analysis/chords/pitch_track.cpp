#include "chords/pitch_track.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace stratum::analysis {
namespace {

constexpr double kRate = 11025.0;
constexpr int kLowSize = 8192;
constexpr int kHighSize = 4096;
constexpr double kNeighbourhood = 1.2570;  // a third of an octave to both sides
constexpr float kProminence = 1.5F;        // A peak stands out of the mean around it by this factor,
constexpr float kFloor = 1e-5F;            // and is louder than -100 dBFS.
constexpr double kScale = 127.5;           // of the root of a weight; a lone full-scale sine weighs 2 to 3

double hz_of(double note) { return 440.0 * std::exp2((note - 69.0) / 12.0); }

}  // namespace

double PitchTrack::tuning() const {
    const std::complex<double> sum = deviation[0] + deviation[1];
    return std::abs(sum) > 0.0 ? std::arg(sum) / (2.0 * std::numbers::pi) : 0.0;
}

NoteLevels PitchTrack::notes(std::size_t frame, double tuning) const {
    NoteLevels out{};
    const auto add = [&](std::span<const std::uint8_t> bins, double first_note) {
        for (std::size_t b = 0; b < bins.size(); ++b) {
            if (bins[b] == 0) continue;
            const double root = bins[b] / kScale;
            const double note =
                first_note + static_cast<double>(b) / kBinsPerSemitone - tuning - static_cast<double>(kLowestNote);
            // Within a quarter of a semitone a bin is the note's alone, between two notes it belongs to both.
            const double nearest = std::round(note);
            const double off = note - nearest;
            const double other = std::max(0.0, (std::abs(off) - 0.25) * 2.0);
            const auto put = [&](double where, double share) {
                if (where >= 0.0 && where < kNotes)
                    out[static_cast<std::size_t>(where)] += static_cast<float>(root * root * share);
            };
            put(nearest, 1.0 - other);
            if (other > 0.0) put(nearest + (off > 0.0 ? 1.0 : -1.0), other);
        }
    };
    add(std::span(low).subspan(frame * kLowBins, kLowBins), kLowestNote);
    add(std::span(high).subspan(frame * kHighBins, kHighBins), kLowestNote + kLowNotes);
    return out;
}

PitchTrack::InTune PitchTrack::in_tune(std::size_t frame, double tuning) const {
    // The bins of a semitone stand at 0, 1/3 and 2/3 of it.
    std::array<double, kBinsPerSemitone> sums{};
    const auto add = [&](std::span<const std::uint8_t> bins) {
        for (std::size_t b = 0; b < bins.size(); ++b)
            sums[b % kBinsPerSemitone] += static_cast<double>(bins[b]) * bins[b] / (kScale * kScale);
    };
    add(std::span(low).subspan(frame * kLowBins, kLowBins));
    add(std::span(high).subspan(frame * kHighBins, kHighBins));
    InTune out;
    for (std::size_t b = 0; b < sums.size(); ++b) {
        const double off = static_cast<double>(b) / kBinsPerSemitone - tuning;
        out.on_notes += sums[b] * std::cos(2.0 * std::numbers::pi * off);
        out.weight += sums[b];
    }
    return out;
}

PitchListener::Reader PitchListener::reader(std::size_t number, int size, double from_note, double to_note) {
    Reader out;
    out.bin_hz = kRate / size;
    out.number = number;
    out.from_note = from_note;
    out.to_note = to_note;
    out.first = std::max(2, static_cast<int>(std::floor(hz_of(from_note - 0.5) / out.bin_hz)));
    out.last = static_cast<int>(std::ceil(hz_of(to_note) / out.bin_hz));
    for (int k = 0; k <= out.last; ++k) {
        out.from.push_back(std::max(1, static_cast<int>(std::floor(k / kNeighbourhood))));
        out.to.push_back(static_cast<int>(std::ceil(k * kNeighbourhood)) + 1);
    }
    out.sum.resize(static_cast<std::size_t>(out.to.back()) + 1);
    out.power.resize(out.sum.size());
    return out;
}

PitchListener::PitchListener()
    : low_reader_(reader(0, kLowSize, kLowestNote, kLowestNote + PitchTrack::kLowNotes)),
      high_reader_(reader(1, kHighSize, kLowestNote + PitchTrack::kLowNotes, kLowestNote + kNotes)),
      low_({kLowSize, kPitchHop},
           [this](const dsp::SpectrumFrame& frame) { hear(low_reader_, frame.magnitude, track_.low); }),
      high_({kHighSize, kPitchHop},
            [this](const dsp::SpectrumFrame& frame) { hear(high_reader_, frame.magnitude, track_.high); }) {}

void PitchListener::push(std::span<const float> samples) {
    low_.push(samples);
    high_.push(samples);
}

PitchTrack PitchListener::finish() {
    low_.finish();
    high_.finish();
    return std::move(track_);
}

void PitchListener::hear(Reader& reader, std::span<const float> magnitude, std::vector<std::uint8_t>& out) {
    const std::size_t limit = reader.sum.size() - 1;
    double sum = 0.0;
    double power = 0.0;
    for (std::size_t k = 0; k < limit; ++k) {
        reader.sum[k] = sum;
        reader.power[k] = power;
        sum += magnitude[k];
        power += static_cast<double>(magnitude[k]) * magnitude[k];
    }
    reader.sum[limit] = sum;
    reader.power[limit] = power;

    const int count = static_cast<int>(std::lround((reader.to_note - reader.from_note) * PitchTrack::kBinsPerSemitone));
    bins_.assign(static_cast<std::size_t>(count), 0.0F);
    for (int bin = reader.first; bin <= reader.last; ++bin) {
        const auto k = static_cast<std::size_t>(bin);
        const float here = magnitude[k];
        if (here <= kFloor || here <= magnitude[k - 1] || here < magnitude[k + 1]) continue;
        const auto from = static_cast<std::size_t>(reader.from[k]);
        const auto to = static_cast<std::size_t>(reader.to[k]);
        const double width = static_cast<double>(to - from);
        if (here <= kProminence * (reader.sum[to] - reader.sum[from]) / width) continue;

        // Frequency and height from a parabola through three logarithms [Smith and Serra 1987].
        const double a = std::log(magnitude[k - 1] + 1e-12);
        const double b = std::log(here + 1e-12);
        const double c = std::log(magnitude[k + 1] + 1e-12);
        const double curve = a - 2.0 * b + c;
        const double shift = curve < 0.0 ? 0.5 * (a - c) / curve : 0.0;
        const double height = std::exp(b - 0.25 * (a - c) * shift);
        const double note = 12.0 * std::log2((bin + shift) * reader.bin_hz / 440.0) + 69.0;
        // The difference of two sums over a far louder spectrum may round to less than this bin alone holds.
        const double around = std::sqrt(std::max(reader.power[to] - reader.power[from], double{here} * here) / width);
        const double weight = height / std::sqrt(around);
        if (note > 45.0 && note < 96.0)
            track_.deviation[reader.number] += std::polar(weight, 2.0 * std::numbers::pi * (note - std::floor(note)));

        const double position = (note - reader.from_note) * PitchTrack::kBinsPerSemitone;
        const double below = std::floor(position);
        const int first = static_cast<int>(below);
        const auto share = static_cast<float>(position - below);
        if (first >= 0 && first < count)
            bins_[static_cast<std::size_t>(first)] += static_cast<float>(weight) * (1.0F - share);
        if (first + 1 >= 0 && first + 1 < count)
            bins_[static_cast<std::size_t>(first + 1)] += static_cast<float>(weight) * share;
    }
    for (const float weight : bins_)
        out.push_back(static_cast<std::uint8_t>(std::min(255L, std::lround(kScale * std::sqrt(weight)))));
}

}  // namespace stratum::analysis
