#pragma once

#include "stratum/base/units.hpp"
#include "stratum/dsp/stft.hpp"

#include <array>
#include <complex>
#include <cstdint>
#include <span>
#include <vector>

namespace stratum::analysis {

inline constexpr int kLowestNote = 24;  ///< MIDI number: C1, 32.7 Hz.
inline constexpr int kNotes = 73;       ///< Up to C7, 2,093 Hz.
inline constexpr int kPitchHop = 2048;  ///< 0.19 s at 11,025 Hz.
using NoteLevels = std::array<float, kNotes>;

/// The spectral peaks of a recording on an axis of pitch, small enough to keep for ten hours (1.2 kB a second): three
/// bins a semitone, so that tuning may be known only at the end.
struct PitchTrack {
    static constexpr int kBinsPerSemitone = 3;
    static constexpr int kLowNotes = 33;  ///< Below A3 (220 Hz) the longer window is read.
    static constexpr int kLowBins = kLowNotes * kBinsPerSemitone;
    static constexpr int kHighBins = (kNotes - kLowNotes) * kBinsPerSemitone;
    std::vector<std::uint8_t> low;   ///< kLowBins a frame: roots of the weights.
    std::vector<std::uint8_t> high;  ///< kHighBins a frame.
    /// Sums of weight * exp(2 pi i * semitones from the nearest note), one for each window: their frames may come in
    /// any order.
    std::array<std::complex<double>, 2> deviation{};

    [[nodiscard]] std::size_t frames() const { return low.size() / kLowBins; }
    [[nodiscard]] static double hop() { return static_cast<double>(kPitchHop) / 11025.0; }
    /// From A4 = 440 Hz in semitones, -0.5 to 0.5, after all peaks.
    [[nodiscard]] double tuning() const;
    /// The weight of each note in one frame, once the tuning (in semitones) is known.
    [[nodiscard]] NoteLevels notes(std::size_t frame, double tuning) const;
    /// How well the peaks of one frame lie on the notes: their weights, each times the cosine of its distance from the
    /// nearest note (a semitone is a whole turn). All their weight where all do, about 0 where none is a note.
    struct InTune {
        double on_notes = 0.0;
        double weight = 0.0;
    };
    [[nodiscard]] InTune in_tune(std::size_t frame, double tuning) const;
};

/// Hears a recording at 11,025 Hz, in pieces of any size, and keeps its peaks.
///
/// Two windows: 0.74 s below A3, where a semitone is 2 to 12 Hz wide, and 0.37 s above, so that chords on every beat
/// stay apart. A peak stands out of the mean around it and counts with its height over the root of the level around it,
/// as in `ChromaExtractor`: drums are broad and leave little. Allocates in the constructor and with each frame kept.
class PitchListener {
  public:
    PitchListener();
    PitchListener(const PitchListener&) = delete;
    PitchListener& operator=(const PitchListener&) = delete;
    void push(std::span<const float> samples);
    [[nodiscard]] PitchTrack finish();

  private:
    /// One of the two windows: which bins it reads, and the neighbourhood of each.
    struct Reader {
        double bin_hz;
        int first, last;  ///< Of the spectrum's bins.
        double from_note, to_note;
        std::vector<int> from, to;
        std::vector<double> sum, power;
        std::size_t number;  ///< 0 the long window, 1 the short one.
    };
    static Reader reader(std::size_t number, int size, double from_note, double to_note);
    void hear(Reader& reader, std::span<const float> magnitude, std::vector<std::uint8_t>& out);

    PitchTrack track_;
    Reader low_reader_;
    Reader high_reader_;
    dsp::Stft low_;
    dsp::Stft high_;
    std::vector<float> bins_;
};

}  // namespace stratum::analysis
