#pragma once

#include <array>
#include <span>
#include <vector>

namespace stratum::analysis {

inline constexpr int kContrastBands = 6;
/// Borders in hertz, octaves but for the two ends [Jiang 2002].
inline constexpr std::array<double, kContrastBands + 1> kContrastBorders{0.0,    200.0,  400.0, 800.0,
                                                                         1600.0, 3200.0, 8000.0};

/// Octave-based spectral contrast [Jiang et al. 2002]: in each band the mean of the strongest fifth of the magnitudes
/// over that of the weakest fifth, in dB. High for clear tones, low for noise. One object may be used by one thread at
/// a time.
class SpectralContrast {
  public:
    SpectralContrast();
    [[nodiscard]] std::array<float, kContrastBands> operator()(std::span<const float> magnitude);

  private:
    std::array<std::size_t, kContrastBands + 1> border_{};
    std::vector<float> sorted_;
};

}  // namespace stratum::analysis
