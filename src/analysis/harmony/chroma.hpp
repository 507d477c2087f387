#pragma once

#include "harmony/lone_tone.hpp"
#include "stratum/base/units.hpp"
#include "stratum/dsp/stft.hpp"

#include <array>
#include <complex>
#include <cstdint>
#include <span>
#include <vector>

namespace stratum::analysis {

inline constexpr int kFineBins =
    60;  ///< A fifth of a semitone each (20 cents): room for tuning to be known only at the end.
inline constexpr int kChromaSize = 8192;  ///< 0.74 s at 11,025 Hz: a semitone stands alone from 90 Hz up.
inline constexpr int kChromaHop = 4096;   ///< 0.37 s; Hann windows at half overlap hear every moment alike.

using PitchClasses = std::array<float, 12>;

/// What harmony needs of a recording, small enough to keep for ten hours (134 bytes a frame, 13 MB): spectral peaks
/// folded into one octave, finely, twice: the register of melody and chords, and that of the bass.
struct ChromaTrack {
    std::vector<std::uint8_t>
        treble;  ///< kFineBins a frame, bin 0 on C at A4 = 440 Hz; 255 the strongest of its frame.
    std::vector<std::uint8_t> bass;
    std::vector<float> level;  ///< Amplitude of all peaks together, a full-scale sine is 1.
    std::vector<float> tone;   ///< `lone_tone_of` each frame in hertz, 0 where more than one tone sounds.
    std::complex<double> deviation{0.0,
                                   0.0};  ///< Sum over peaks of weight * exp(2 pi i * semitones from the nearest note).
    double deviation_weight = 0.0;        ///< Sum of those weights; |deviation| / weight is 1 when all peaks agree.

    [[nodiscard]] std::size_t frames() const { return level.size(); }
    [[nodiscard]] static Seconds hop() { return Seconds{static_cast<double>(kChromaHop) / 11025.0}; }
};

/// Finds the sinusoidal peaks of a long-window spectrum and folds them into pitch classes.
///
/// A harmonic pitch class profile [Fujishima 1999; Gomez 2006, HPCP] with these choices: peaks only, their frequency
/// and height from a parabola through the logarithm of three bins [Smith and Serra 1987], so that the broad spectrum of
/// drums leaves little; each divided by the square root of the level around it (half of a whitening), so that bright
/// and dark instruments count alike without lifting the noise floor to the notes. Allocates in the constructor and with
/// each frame kept.
class ChromaExtractor {
  public:
    ChromaExtractor();
    /// At 11,025 Hz, in pieces of any size; the result does not depend on them.
    void push(std::span<const float> samples) { stft_.push(samples); }
    [[nodiscard]] ChromaTrack finish();

  private:
    void hear(const dsp::SpectrumFrame& frame);

    ChromaTrack track_;
    std::vector<int> from_, to_;  ///< For each bin the neighbourhood, a third of an octave to both sides.
    std::vector<double> sum_;     ///< Running sums of magnitude and
    std::vector<double> power_;   ///< its square.
    std::vector<Peak> peaks_;     ///< Of the frame that is being heard.
    dsp::Stft stft_;
};

/// Pitch-class strengths of one frame after tuning is known; each adds up to 1, or is all 0 where the register is
/// silent.
struct ChromaFrame {
    PitchClasses treble{};
    PitchClasses bass{};
    float weight =
        0.0F;  ///< How much the frame counts: grows with the root of its level; 0 when 60 dB below the loudest.
};

/// `offset` is that of the recording, in semitones from A4 = 440 Hz, -0.5 to 0.5.
[[nodiscard]] std::vector<ChromaFrame> fold(const ChromaTrack& track, double offset);

}  // namespace stratum::analysis
