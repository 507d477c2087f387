#include "chords/chord_confidence.hpp"
#include "chords/chord_path.hpp"
#include "frontend/registry.hpp"

#include <algorithm>
#include <cmath>

/// Peaks in; slices, evidence, an opinion about each slice and a path through them between; chords out.
/// docs/methods/chords.md has the whole.
namespace stratum::analysis {
namespace {

/// How much likelier than the root (natural logarithm, a slice) another bass must be before a chord is written
/// inverted: less than nothing, since what the model thinks of roots beforehand counts in every slice. In sum no more
/// is asked of a long chord than of eight slices.
constexpr double kInversion = -0.7;
/// Where the bass holds one tone of the chord throughout (this share of its notes) and hardly ever the root, the chord
/// is inverted whatever the model thinks: it has met many walking basses.
constexpr double kHeld = 0.6;
constexpr double kNoRoot = 0.08;
/// Where the bass register is all but silent, nothing tells an inversion: pitch classes do not say which one is lowest.
constexpr double kBassSounds = 0.5;

/// The lowest note of a chord that lasts over some slices: a tone of the chord, the root unless another one is clearly
/// heard.
class BassVote {
  public:
    void add(const ChordEvidence& evidence, int root) {
        const auto said = chroma_opinion(evidence).bass[static_cast<std::size_t>(root)];
        for (std::size_t n = 0; n < 12; ++n) {
            sum_[n] += said[n];
            // The group of the bass among the notes that explain the peaks; roots of shares.
            const double part = evidence.classes[12 * kBassGroup + (static_cast<std::size_t>(root) + n) % 12];
            held_[n] += part * part;
            sounding_ += part * part;
        }
        ++slices_;
    }
    [[nodiscard]] int winner(ChordType type) const {
        const std::uint16_t tones = tones_of(type);
        if (sounding_ < kBassSounds * slices_) return 0;
        std::size_t best = 0;
        double most = 0.0;
        for (std::size_t n = 1; n < 12; ++n) {
            const double lead = sum_[n] - sum_[0];
            const bool held = held_[n] >= kHeld * slices_ && held_[0] <= kNoRoot * slices_;
            if ((tones >> n & 1U) == 0 || (!held && lead <= kInversion * std::min(slices_, 8))) continue;
            if (best == 0 || lead > most) best = n, most = lead;
        }
        return static_cast<int>(best);
    }

  private:
    static constexpr std::size_t kBassGroup = 3;
    std::array<double, 12> sum_{};
    std::array<double, 12> held_{};
    double sounding_ = 0.0;  ///< Of the bass: a slice each where it has its part, less where it is faint.
    int slices_ = 0;
};

std::vector<ChordSpan> spans_of(const ChordPath& path, std::span<const Slice> slices, EvidenceReader& evidence) {
    std::vector<ChordSpan> spans;
    for (std::size_t from = 0; from < slices.size();) {
        std::size_t to = from;
        double probability = 0.0;
        BassVote bass;
        const int state = path.states[from];
        for (; to < slices.size() && path.states[to] == state; ++to) {
            probability += path.probabilities[to];
            if (state != kNoChord) bass.add(evidence.at(to), root_of(state));
        }
        ChordSpan span{Seconds{slices[from].start}, Seconds{slices[to - 1].end}, std::nullopt, 0.0};
        if (state != kNoChord) {
            const int root = root_of(state);
            span.chord = Chord{root, type_of(state), (root + bass.winner(type_of(state))) % 12};
        }
        span.confidence = chord_confidence(probability / static_cast<double>(to - from), span.end - span.start);
        spans.push_back(span);
        from = to;
    }
    return spans;
}

class ChordsAnalyser final : public Analyser {
  public:
    void low_mono(std::span<const float> samples) override { listener_.push(samples); }

    void finish(Report& report) override {
        const PitchTrack track = listener_.finish();
        const BeatGrid* grid = report.rhythm && report.rhythm->grid ? &*report.rhythm->grid : nullptr;
        const std::vector<Slice> slices = slices_of(grid, report.duration);
        const bool tuned = report.harmony && report.harmony->tuning;
        const double tuning = tuned ? report.harmony->tuning->offset.value() / 100.0 : track.tuning();
        const std::span<const KeySpan> keys =
            report.harmony ? std::span<const KeySpan>{report.harmony->key_over_time} : std::span<const KeySpan>{};
        EvidenceReader evidence{track, tuning, slices};
        // One tone with its overtones is as like a major chord as can be.
        const bool lone = report.harmony && report.harmony->lone_tone;
        const ChordPath path =
            lone ? ChordPath{std::vector<int>(slices.size(), kNoChord), std::vector<float>(slices.size(), 1.0F)}
                 : chord_path(slices, keys, [&](std::size_t n) { return chroma_opinion(evidence.at(n)).chords; });
        Chords chords;
        chords.spans = spans_of(path, slices, evidence);
        chords.on_beats = grid != nullptr && grid->beats.size() >= 2;
        report.chords = std::move(chords);
    }

  private:
    PitchListener listener_;
};

}  // namespace

std::unique_ptr<Analyser> make_chords_analyser(const StreamInfo& /*info*/) {
    return std::make_unique<ChordsAnalyser>();
}

}  // namespace stratum::analysis
