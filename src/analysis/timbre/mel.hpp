#pragma once

#include <array>
#include <span>
#include <vector>

namespace stratum::analysis {

inline constexpr int kMelBands = 40;
inline constexpr int kMfccs = 13;

/// Mel-frequency cepstral coefficients [Davis and Mermelstein 1980]: energies of 40 triangular bands that lie evenly on
/// the mel scale 2595 log10(1 + f / 700) from 0 Hz to 11,025 Hz (neighbours meet at each other's centre, every
/// triangle's peak is 1), their natural logarithms (not below ln 1e-10), and the first 13 values of the orthonormal
/// DCT-II over them. Immutable after construction; may be used from any thread.
class MelCepstrum {
  public:
    MelCepstrum();
    /// `power` is a spectrum of kSpectrumBins energies.
    [[nodiscard]] std::array<float, kMfccs> operator()(std::span<const float> power) const;
    [[nodiscard]] std::array<float, kMelBands> bands(std::span<const float> power) const;

  private:
    std::vector<float> rising_;  ///< For each bin its share in the band whose rising side it lies on;
    std::vector<int> band_;      ///< that band's number; the rest of the bin belongs to the band before.
    std::array<std::array<float, kMelBands>, kMfccs> cosine_{};
};

}  // namespace stratum::analysis
