#pragma once

#include "rhythm/onsets.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace stratum::analysis::rhythm {

/// What the autocorrelations are made of: the curves, and foot drum against snare (how much of the one follows the
/// other after a lag: a backbeat shows at odd beats, a foot drum under every snare at even ones).
enum class Echo : std::uint8_t { full, low, mid, high, punch, low_mid };
inline constexpr std::size_t kEchoes = 6;

/// Autocorrelation of the levelled onset curves over windows of 12 s, averaged over the recording.
struct Periodicity {
    static constexpr int kMaxLag = 512;  ///< Frames: 5.9 s, four beats at 40.4 beats a minute.

    std::array<std::vector<float>, kEchoes>
        echo;  ///< By lag in frames, 0 to `max_lag()`; 1 at lag 0 but for `low_mid`.
    /// Of `full` with magnitudes compressed to the power 0.5 before going back to lags [Tolonen and Karjalainen 2000;
    /// Percival and Tzanetakis 2014]: sharper peaks, less weight on single loud strokes.
    std::vector<float> generalised;

    /// The same windows as a tempogram: magnitude of the Fourier transform of `full`, `low` and `mid` [Grosche and
    /// Müller 2011], averaged, 1 at its largest between 0.3 and 12 Hz. A lag repeats at its multiples, a frequency at
    /// its harmonics: together they tell the level.
    static constexpr double kBinHertz = kFrameRate / 2048;
    std::array<std::vector<float>, 3> tempogram;
    /// The largest value within 1.5 % (at least one bin) of a frequency.
    [[nodiscard]] float tempogram_near(Echo which, Hertz frequency) const;

    [[nodiscard]] int max_lag() const { return static_cast<int>(generalised.size()) - 1; }
    /// The largest value within 1.5 % (at least one frame) of `lag`; 0 beyond the longest lag.
    [[nodiscard]] float near(Echo which, double lag) const;
    [[nodiscard]] float generalised_near(double lag) const;
};

/// `curves` are levelled; all of one length. Allocates windows only, whatever the length.
[[nodiscard]] Periodicity measure_periodicity(const std::array<std::vector<float>, kBands>& curves);

/// The lag at which `acf` peaks near `lag` and near its double and fourfold, in frames: finer than a frame.
[[nodiscard]] double refine_lag(std::span<const float> acf, double lag);

}  // namespace stratum::analysis::rhythm
