#pragma once

#include "../compose.hpp"
#include "../score.hpp"
#include "wavetable.hpp"

namespace stratum::composer {

/// How one instrument sounds.
struct Patch {
    Wave wave = Wave::saw;
    int voices = 1;             ///< Oscillators a note.
    double detune_cents = 0.0;  ///< Between the outermost two.
    double sub = 0.0;           ///< Share of a sine an octave below.
    double fm_ratio = 0.0;      ///< 0: no modulation; otherwise the modulator's frequency by the note's.
    double fm_depth = 0.0;      ///< Turns of phase at the start of the note.
    double fm_decay = 0.3;      ///< Seconds to 1/e.
    double cutoff_hz = 18000;   ///< Of the low-pass at rest.
    double cutoff_octaves = 0;  ///< How far the envelope opens it.
    double cutoff_decay = 0.2;  ///< Seconds to 1/e.
    double damping = 1.4;
    double attack = 0.004;  ///< Seconds.
    double fade = 0.0;      ///< Seconds to 1/e while held; 0: does not fade.
    double release = 0.05;  ///< Seconds to 1/e.
    double vibrato_cents = 0.0;
    double level = 0.3;
    double pan = 0.0;    ///< -1 left to 1 right.
    double width = 0.0;  ///< How far the voices are spread.
    double reverb = 0.1;
    double delay = 0.0;
    bool ducked = true;
};

/// The patch of a part in a piece. Even `number`s are the tune split's, odd ones the test split's.
[[nodiscard]] Patch make_patch(const Style& style, Part part, int number);
/// Adds a note to `out`. `phase_seed` lets the voices start where they like.
void render_note(const Wavetables& tables, const Patch& patch, const Note& note, double frequency,
                 std::uint64_t phase_seed, struct Stereo& out);

}  // namespace stratum::composer
