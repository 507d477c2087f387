#include "chords/chord_evidence.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::analysis {
namespace {

constexpr std::array kOvertones{0, 12, 19, 24, 28, 31, 34, 36};  // semitones above the note, to the nearest
constexpr double kDecay = 0.75;                                  // from one overtone to the next
constexpr int kRounds = 12;
/// A register with less than this share of all the weight is not told as if it were alone: what noise leaves in the
/// bass under a high chord is no bass.
constexpr float kFaint = 0.2F;
constexpr std::size_t kAround = 8;  // slices to both sides that tell whether there is harmony
constexpr float kTwoClasses = 0.69F;
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

float sum_of(const Groups& groups) { return sum_of(groups[0]) + sum_of(groups[1]) + sum_of(groups[2]); }

/// Roots of shares of the whole group: chroma without level. `all` is the weight of all registers.
void put(ChordEvidence& out, std::size_t group, const std::array<float, 12>& classes, float all) {
    const float total = std::max(sum_of(classes), kFaint * all);
    if (total <= 0.0F) return;
    for (std::size_t p = 0; p < 12; ++p) out.classes[12 * group + p] = std::sqrt(classes[p] / total);
}

float concentration(const std::array<float, 12>& classes) {
    const float total = sum_of(classes);
    return total > 0.0F ? *std::max_element(classes.begin(), classes.end()) / total : 0.0F;
}

std::array<float, 12> together(const Groups& groups) {
    std::array<float, 12> out{};
    for (std::size_t p = 0; p < 12; ++p) out[p] = groups[0][p] + groups[1][p] + groups[2][p];
    return out;
}

/// The logarithm of how many pitch classes sound: their entropy.
float richness(const std::array<float, 12>& classes) {
    const float total = sum_of(classes);
    float entropy = 0.0F;
    for (const float value : classes)
        if (value > 0.0F) entropy -= value / total * std::log(value / total);
    return entropy;
}

float likeness(const std::array<float, 12>& a, const std::array<float, 12>& b) {
    float both = 0.0F;
    float aa = 0.0F;
    float bb = 0.0F;
    for (std::size_t p = 0; p < 12; ++p) {
        both += a[p] * b[p];
        aa += a[p] * a[p];
        bb += b[p] * b[p];
    }
    return aa > 0.0F && bb > 0.0F ? both / std::sqrt(aa * bb) : 0.0F;
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
    : track_(track), tuning_(tuning), slices_(slices), level_(slices.size()), in_tune_(slices.size()) {
    for (std::size_t s = 0; s < slices.size(); ++s) {
        for (const float value : levels(s)) level_[s] += value;
        loudest_ = std::max(loudest_, level_[s]);
        double on_notes = 0.0;
        double weights = 0.0;
        frames_of(s, [&](std::size_t frame, double weight) {
            const PitchTrack::InTune here = track_.in_tune(frame, tuning_);
            on_notes += weight * here.on_notes;
            weights += weight * here.weight;
        });
        if (weights > 0.0) in_tune_[s] = level_[s] * static_cast<float>(on_notes / weights);
    }
}

/// Frame n speaks for the time around n hops, fading out towards its neighbours.
template <class Visit>
void EvidenceReader::frames_of(std::size_t slice, Visit visit) const {
    const double from = slices_[slice].start / PitchTrack::hop();
    const double to = slices_[slice].end / PitchTrack::hop();
    for (auto n = static_cast<std::size_t>(std::floor(from)); n < track_.frames() && static_cast<double>(n) < to + 1.0;
         ++n) {
        const auto ramp = [&](double t) {  // integral of the triangle around n up to t
            const double x = std::clamp(t - static_cast<double>(n), -1.0, 1.0);
            return x < 0.0 ? 0.5 * (1.0 + x) * (1.0 + x) : 1.0 - 0.5 * (1.0 - x) * (1.0 - x);
        };
        const double weight = ramp(to) - ramp(from);
        if (weight > 0.0) visit(n, weight);
    }
}

NoteLevels EvidenceReader::levels(std::size_t slice) const {
    NoteLevels sum{};
    double weights = 0.0;
    frames_of(slice, [&](std::size_t frame, double weight) {
        const NoteLevels notes = track_.notes(frame, tuning_);
        for (std::size_t i = 0; i < kNotes; ++i) sum[i] += static_cast<float>(weight) * notes[i];
        weights += weight;
    });
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
        put(evidence, g, here.peaks[g], sum_of(here.peaks));
        put(evidence, 3 + g, here.notes[g], sum_of(here.notes));
    }
    put(evidence, 6, around_notes[0], sum_of(around_notes));
    put(evidence, 7, around_notes[1], sum_of(around_notes));
    put(evidence, 8, around_peaks[1], sum_of(around_peaks));
    const float level = level_[n];
    evidence.signs[0] = level > 0.0F ? std::max(kQuiet, std::log10(level / loudest_)) : kQuiet;
    evidence.signs[1] = concentration(here.peaks[1]);
    evidence.signs[2] = concentration(here.notes[0]);
    evidence.signs[3] = level > 0.0F ? sum_of(here.peaks[1]) / level : 0.0F;
    evidence.presence[1] = richness(together(around_notes));
    evidence.presence[2] = std::max(0.0F, kTwoClasses - evidence.presence[1]);
    tell_presence(n, evidence);
    return evidence;
}

void EvidenceReader::tell_presence(std::size_t n, ChordEvidence& evidence) {
    float level = 0.0F;
    float in_tune = 0.0F;
    for (std::size_t t = n - std::min(n, kAround); t < std::min(slices_.size(), n + kAround + 1); ++t) {
        level += level_[t];
        in_tune += in_tune_[t];
    }
    if (level > 0.0F) evidence.presence[0] = in_tune / level;
    const std::array<float, 12> here = together(heard(n).notes);
    float most = 0.0F;
    if (n >= 2) most = likeness(here, together(heard(n - 2).notes));
    if (n + 2 < slices_.size()) most = std::max(most, likeness(here, together(heard(n + 2).notes)));
    evidence.presence[3] = most;
}

}  // namespace stratum::analysis
