#pragma once

#include "chords/pitch_track.hpp"
#include "chords/slices.hpp"

#include <array>
#include <span>
#include <vector>

namespace stratum::analysis {

/// What one slice tells about its chord: nine groups of twelve pitch classes, each group's roots of shares, and four
/// numbers that do not turn with the root.
inline constexpr int kChordGroups = 9;
inline constexpr int kGlobalSigns = 4;
inline constexpr int kPresenceSigns = 4;
struct ChordEvidence {
    /// Groups: bass, middle and high register of the peaks as heard; the same of the notes that explain them; bass and
    /// middle of these notes and middle as heard, of the slice with two neighbours to both sides. A register that is
    /// all but silent beside the others counts as little as it sounds.
    std::array<float, 12L * kChordGroups> classes{};
    /// Level under the loudest slice (logarithm to base 10 of the weight, not below -4), concentration of the middle
    /// and the bass on one pitch class, share of the weight that the notes explain in the bass.
    std::array<float, kGlobalSigns> signs{};
    /// Whether there is harmony at all, which only "no chord" reads: how well the peaks of the slice and eight
    /// neighbours to both sides lie on the notes of one tuning (1 all of them, 0 drums and noise), how many pitch
    /// classes sound around it (logarithm, 0 to 2.5), how far that falls short of two (a lone note is no chord), and
    /// how alike the notes are half a second on (0 to 1).
    std::array<float, kPresenceSigns> presence{};
};

/// Notes that, with eight overtones each, explain the peaks with nothing below zero: approximate transcription by
/// non-negative least squares [Mauch and Dixon 2010], by multiplicative updates [Lee and Seung 2000].
[[nodiscard]] NoteLevels explain(const NoteLevels& heard);

/// Reads the evidence of one slice after another, so that ten hours need no more memory than a minute beyond the track.
class EvidenceReader {
  public:
    /// The track and the slices must live longer. `tuning` in semitones.
    EvidenceReader(const PitchTrack& track, double tuning, std::span<const Slice> slices);
    /// Of slice `n`; cheapest in ascending order, since neighbours are kept.
    [[nodiscard]] ChordEvidence at(std::size_t n);

  private:
    using Groups = std::array<std::array<float, 12>, 3>;  // bass, middle, high
    struct Heard {
        std::size_t slice = SIZE_MAX;
        Groups peaks{};
        Groups notes{};
    };
    template <class Visit>
    void frames_of(std::size_t slice, Visit visit) const;
    [[nodiscard]] NoteLevels levels(std::size_t slice) const;
    const Heard& heard(std::size_t slice);
    void tell_presence(std::size_t slice, ChordEvidence& evidence);

    const PitchTrack& track_;
    double tuning_;
    std::span<const Slice> slices_;
    std::vector<float> level_;    ///< Weight of all notes of each slice,
    std::vector<float> in_tune_;  ///< and how much of it lies on them.
    float loudest_ = 0.0F;
    std::array<Heard, 16> kept_;
};

}  // namespace stratum::analysis
