#include "chords/chord_evidence.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::analysis {
namespace {

constexpr std::array kOvertones{0, 12, 19, 24, 28, 31, 34, 36};  // semitones above the note, to the nearest
constexpr double kDecay = 0.75;                                  // from one overtone to the next
constexpr int kRounds = 12;
/// Silence; weights grow with the root of the amplitude.
constexpr float kQuiet = -4.0F;

using Groups = std::array<std::array<float, 12>, 3>;  // bass, middle, high

/// 0 below `from`, 1 above `to`, linear in semitones between.
constexpr double rise(double note, double from, double to) {
    return note <= from ? 0.0 : note >= to ? 1.0 : (note - from) / (to - from);
}

struct Registers {
    std::array<std::array<float, kNotes>, 3> weight;
};
constexpr Registers kRegisters = [] {
    Registers out{};
    for (int n = 0; n < kNotes; ++n) {
        const double note = kLowestNote + n;
        const auto i = static_cast<std::size_t>(n);
        out.weight[0][i] = static_cast<float>(1.0 - rise(note, 47.0, 57.0));
        out.weight[1][i] = static_cast<float>(rise(note, 45.0, 55.0) * (1.0 - rise(note, 70.0, 78.0)));
        out.weight[2][i] = static_cast<float>(rise(note, 70.0, 78.0));
    }
    return out;
}();

/// The dictionary's product with itself, for the updates.
struct Gram {
    std::array<std::array<float, kNotes>, kNotes> at{};
};
constexpr Gram kGram = [] {
    Gram gram;
    std::array<float, 2 * kOvertones.size()> power{};
    power[0] = 1.0F;
    for (std::size_t i = 1; i < power.size(); ++i) power[i] = power[i - 1] * static_cast<float>(kDecay);
    for (std::size_t note = 0; note < kNotes; ++note)
        for (std::size_t i = 0; i < kOvertones.size(); ++i)
            for (std::size_t j = 0; j < kOvertones.size(); ++j) {
                const int where = static_cast<int>(note) + kOvertones[i];
                const int other = where - kOvertones[j];
                if (where < kNotes && other >= 0 && other < kNotes)
                    gram.at[note][static_cast<std::size_t>(other)] += power[i + j];
            }
    return gram;
}();

Groups fold(const NoteLevels& notes) {
    Groups out{};
    for (std::size_t group = 0; group < 3; ++group)
        for (std::size_t n = 0; n < kNotes; ++n)
            out[group][(n + kLowestNote) % 12] += kRegisters.weight[group][n] * notes[n];
    return out;
}

void add(Groups& to, const Groups& what) {
    for (std::size_t g = 0; g < 3; ++g)
        for (std::size_t p = 0; p < 12; ++p) to[g][p] += what[g][p];
}

float sum_of(const std::array<float, 12>& classes) {
    float total = 0.0F;
    for (const float value : classes) total += value;
    return total;
}

/// Roots of shares of the whole group: chroma without level.
void put(ChordEvidence& out, std::size_t group, const std::array<float, 12>& classes) {
    const float total = sum_of(classes);
    if (total <= 0.0F) return;
    for (std::size_t p = 0; p < 12; ++p) out.classes[12 * group + p] = std::sqrt(classes[p] / total);
}

float concentration(const std::array<float, 12>& classes) {
    const float total = sum_of(classes);
    return total > 0.0F ? *std::max_element(classes.begin(), classes.end()) / total : 0.0F;
}

}  // namespace

NoteLevels explain(const NoteLevels& heard) {
    NoteLevels target{};
    NoteLevels notes{};
    float total = 0.0F;
    for (std::size_t n = 0; n < kNotes; ++n) {
        float weight = 1.0F;
        for (const int overtone : kOvertones) {
            const std::size_t at = n + static_cast<std::size_t>(overtone);
            if (at < kNotes) target[n] += weight * heard[at];
            weight *= static_cast<float>(kDecay);
        }
        total += heard[n];
    }
    if (total <= 0.0F) return notes;
    notes = heard;
    for (int round = 0; round < kRounds; ++round) {
        NoteLevels next{};
        for (std::size_t n = 0; n < kNotes; ++n) {
            if (notes[n] <= 0.0F) continue;
            float explained = 1e-6F * total;
            for (std::size_t m = 0; m < kNotes; ++m) explained += kGram.at[n][m] * notes[m];
            next[n] = notes[n] * target[n] / explained;
        }
        notes = next;
    }
    return notes;
}

EvidenceReader::EvidenceReader(const PitchTrack& track, double tuning, std::span<const Slice> slices)
    : track_(track), tuning_(tuning), slices_(slices), level_(slices.size()) {
    for (std::size_t s = 0; s < slices.size(); ++s) {
        for (const float value : levels(s)) level_[s] += value;
        loudest_ = std::max(loudest_, level_[s]);
    }
}

/// Frame n speaks for the time around n hops, fading out towards its neighbours.
NoteLevels EvidenceReader::levels(std::size_t slice) const {
    const double from = slices_[slice].start / PitchTrack::hop();
    const double to = slices_[slice].end / PitchTrack::hop();
    NoteLevels sum{};
    double weights = 0.0;
    for (auto n = static_cast<std::size_t>(std::floor(from)); n < track_.frames() && static_cast<double>(n) < to + 1.0;
         ++n) {
        const auto ramp = [&](double t) {  // integral of the triangle around n up to t
            const double x = std::clamp(t - static_cast<double>(n), -1.0, 1.0);
            return x < 0.0 ? 0.5 * (1.0 + x) * (1.0 + x) : 1.0 - 0.5 * (1.0 - x) * (1.0 - x);
        };
        const double weight = ramp(to) - ramp(from);
        if (weight <= 0.0) continue;
        const NoteLevels notes = track_.notes(n, tuning_);
        for (std::size_t i = 0; i < kNotes; ++i) sum[i] += static_cast<float>(weight) * notes[i];
        weights += weight;
    }
    if (weights > 0.0)
        for (float& value : sum) value /= static_cast<float>(weights);
    return sum;
}

const EvidenceReader::Heard& EvidenceReader::heard(std::size_t slice) {
    Heard& kept = kept_[slice % kept_.size()];
    if (kept.slice != slice) {
        const NoteLevels notes = levels(slice);
        kept = {slice, fold(notes), fold(explain(notes))};
    }
    return kept;
}

ChordEvidence EvidenceReader::at(std::size_t n) {
    ChordEvidence evidence;
    Groups around_peaks{};
    Groups around_notes{};
    for (std::size_t t = n >= 2 ? n - 2 : 0; t < std::min(slices_.size(), n + 3); ++t) {
        add(around_peaks, heard(t).peaks);
        add(around_notes, heard(t).notes);
    }
    const Heard& here = heard(n);
    for (std::size_t g = 0; g < 3; ++g) {
        put(evidence, g, here.peaks[g]);
        put(evidence, 3 + g, here.notes[g]);
    }
    put(evidence, 6, around_notes[0]);
    put(evidence, 7, around_notes[1]);
    put(evidence, 8, around_peaks[1]);
    const float level = level_[n];
    evidence.signs[0] = level > 0.0F ? std::max(kQuiet, std::log10(level / loudest_)) : kQuiet;
    evidence.signs[1] = concentration(here.peaks[1]);
    evidence.signs[2] = concentration(here.notes[0]);
    evidence.signs[3] = level > 0.0F ? sum_of(here.peaks[1]) / level : 0.0F;
    return evidence;
}

}  // namespace stratum::analysis
