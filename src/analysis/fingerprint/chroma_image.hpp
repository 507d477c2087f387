#pragma once

#include "stratum/dsp/fft.hpp"

#include <array>
#include <complex>
#include <cstdint>
#include <span>
#include <vector>

namespace stratum::analysis::fingerprint {

/// Twelve notes, A first.
using Chroma = std::array<double, 12>;

/// Turns 16-bit samples at 11,025 Hz into rows of an image: the energy of the twelve notes between 28 and 3,520 Hz in
/// Hamming windows of 4,096 samples, 1,365 apart; smoothed over five rows; brought to length 1, or to 0 where hardly
/// anything sounds.
class ChromaRows {
  public:
    ChromaRows();
    /// Appends the rows that are ready to `rows`.
    void push(std::span<const float> samples, std::vector<Chroma>& rows);

  private:
    [[nodiscard]] Chroma chroma_of(const float* frame);

    dsp::RealFft fft_;
    std::vector<float> window_;
    std::vector<std::uint8_t> notes_;  ///< Of the bins from kFirstBin on.
    std::vector<float> pending_;
    std::vector<float> windowed_;
    std::vector<std::complex<float>> bins_;
    std::array<Chroma, 5> last_{};  ///< A ring.
    std::int64_t frames_ = 0;
};

}  // namespace stratum::analysis::fingerprint
