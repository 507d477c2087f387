#pragma once

#include <array>
#include <complex>
#include <cstddef>
#include <span>
#include <vector>

namespace stratum::analysis::rhythm {

/// A beat grid in frames of the curve: beat n at phase + n * period.
struct Pulses {
    double period = 0.0;
    double phase = 0.0;
};

/// Looks for the exact grid of a stretch of constant tempo.
///
/// The activation is multiplied by exp(-2 pi i h t / period) and summed over pieces of one beat each, for the first
/// harmonics h of a pulse train. Sums of those sums for periods near by then cost one product a beat instead of one a
/// frame, so the period can be searched as finely as minutes of music permit: the fit is the maximum of the correlation
/// between the whole stretch and a pulse train, not a line through beats that were found before.
class PulseFitter {
  public:
    /// `period` within 2 % or so of what will be looked for.
    PulseFitter(std::span<const float> activation, double period);

    static constexpr int kHarmonics = 4;
    [[nodiscard]] std::size_t pieces() const { return pieces_.size(); }
    [[nodiscard]] std::size_t piece_at(double frame) const;
    [[nodiscard]] double start_of(std::size_t piece) const { return static_cast<double>(piece) * period_; }

    /// The best grid over pieces [begin, end), the period within `reach` (a ratio: 0.02 is 2 %) of `around`.
    [[nodiscard]] Pulses fit(std::size_t begin, std::size_t end, double around, double reach) const;
    /// How well the grid meets what sounds in the pieces: the pulse correlation relative to what pieces free to choose
    /// their own phase (each group of `group`) would reach; 1 is a machine.
    [[nodiscard]] double coherence(std::size_t begin, std::size_t end, const Pulses& grid, std::size_t group = 8) const;
    /// How much of what sounds in the pieces falls together on a pulse train of that period; grows with length and
    /// loudness.
    [[nodiscard]] double strength(std::size_t begin, std::size_t end, double period) const;
    /// How far, in frames, the pulses of a piece's neighbourhood lie behind the grid; and how strong they are.
    struct Deviation {
        double frames = 0.0;
        double strength = 0.0;
    };
    [[nodiscard]] Deviation deviation(std::size_t begin, std::size_t end, const Pulses& grid) const;
    /// The phase of the pulses in [begin, end) when the period is known.
    [[nodiscard]] double phase(std::size_t begin, std::size_t end, double period) const;

  private:
    using Sums = std::array<std::complex<double>, kHarmonics>;
    [[nodiscard]] Sums sums(std::size_t begin, std::size_t end, double period) const;

    double period_;
    std::vector<std::array<std::complex<float>, kHarmonics>> pieces_;
};

}  // namespace stratum::analysis::rhythm
