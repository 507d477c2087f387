#pragma once

#include "chords/chord_model.hpp"
#include "chords/slices.hpp"
#include "stratum/analysis/report.hpp"

#include <span>
#include <vector>

namespace stratum::analysis {

struct ChordPathOptions {
    /// Neighbouring slices hear the same notes: each counts for this much of independent evidence.
    double trust = 0.65;
    /// How much a key's usual chords are preferred: 0 not at all, 1 as often as they are met.
    double key_weight = 0.8;
    /// How far it is believed that chords change on downbeats: the fitted shares of changes are raised to this power,
    /// since the bars that were heard are not always the right ones.
    double grid_weight = 0.5;
    double motion_weight = 0.5;  ///< The same for usual steps of the root.
};

/// What one opinion (or the sum of several) says over time, and what is made of it.
struct ChordPath {
    std::vector<int> states;           ///< One for each slice: `kNoChord` or a chord.
    std::vector<float> probabilities;  ///< Of that state, by forward and backward sums over the same model.
};

/// Likelihoods in, chords out: the best path of a hidden Markov model whose states are the chords [Sheh and Ellis
/// 2003], where changing costs least on downbeats and most between beats, and where a chord that belongs to the key of
/// its time and a usual step of the root cost less [key-conditioned as in Lee and Slaney 2008; Mauch and Dixon 2010].
/// The tables are fitted. Memory does not grow with the recording beyond five bytes a slice: windows of 1,024 slices
/// are decoded with 128 slices of what follows. `likelihood(n)` is asked for every slice once, in order.
template <class Likelihood>
[[nodiscard]] ChordPath chord_path(std::span<const Slice> slices, std::span<const KeySpan> keys, Likelihood likelihood,
                                   const ChordPathOptions& options = {});

/// The work behind the template, slice by slice.
class ChordDecoder {
  public:
    ChordDecoder(std::span<const KeySpan> keys, const ChordPathOptions& options);
    void push(const Slice& slice, const std::array<float, kChordStates>& likelihood);
    [[nodiscard]] ChordPath finish();

  private:
    using Scores = std::array<float, kChordStates>;
    struct Step {
        Scores forward;  ///< Probabilities, scaled to add up to 1.
        Scores heard;    ///< exp of the likelihood.
        std::array<std::uint16_t, kChordStates> came_from;
        float change;
        std::uint8_t key;  ///< 0 to 23; 24 for none.
    };
    void decode(std::size_t from, std::size_t count);

    std::span<const KeySpan> keys_;
    ChordPathOptions options_;
    std::vector<std::array<float, kChordStates>> priors_;  ///< For each key and for none, log-probabilities,
    std::vector<std::array<float, kChordStates>> shares_;  ///< and their exponentials.
    std::array<float, 3> change_{};                        ///< Between beats, on beats, on downbeats.
    std::array<float, 12> motion_{};
    std::array<float, 12> motion_share_{};
    Scores best_{};
    std::vector<Step> steps_;
    std::size_t decoded_ = 0;  ///< Of `steps_`.
    std::size_t span_ = 0;     ///< The key that was last looked up.
    ChordPath path_;
};

template <class Likelihood>
ChordPath chord_path(std::span<const Slice> slices, std::span<const KeySpan> keys, Likelihood likelihood,
                     const ChordPathOptions& options) {
    ChordDecoder decoder{keys, options};
    for (std::size_t n = 0; n < slices.size(); ++n) decoder.push(slices[n], likelihood(n));
    return decoder.finish();
}

}  // namespace stratum::analysis
