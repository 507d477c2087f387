#pragma once

#include "stratum/dsp/simd.hpp"

#include <cstddef>

/// The two inner loops of the meter, plain and for AVX2. The AVX2 file is compiled with other options than the rest and
/// so includes nothing that holds inline functions.
namespace stratum::analysis {

/// Both sections of the K-weighting for two channels as one recurrence of four lanes: shelf of the first channel, shelf
/// of the second, high pass of the first, of the second. The high pass reads what the shelf made three frames ago,
/// which keeps its result off the critical path; energies therefore belong to the frame `kWeightingDelay` before.
struct WeightingCoefficients {
    alignas(32) double b0[4];
    alignas(32) double b1[4];
    alignas(32) double b2[4];
    alignas(32) double a1[4];
    alignas(32) double a2[4];
};
struct WeightingState {
    alignas(32) double x1[4] = {};
    alignas(32) double x2[4] = {};
    alignas(32) double y1[4] = {};
    alignas(32) double y2[4] = {};
    alignas(32) double y3[4] = {};
    alignas(32) double energy[4] = {};  ///< Sums of squares; of use are lanes 2 and 3.
};
inline constexpr int kWeightingDelay = 3;

/// Interpolates at the quarters between two samples with this many taps for each, half of them on either side.
inline constexpr int kPeakTaps = 24;
struct PeakTaps {
    /// h[q][k]: weight of sample i + k - 11 for the value at i + (q + 1)/4.
    alignas(32) float h[3][kPeakTaps];
    /// No interpolated value exceeds this times the largest sample under the taps.
    float bound;
};
inline constexpr int kPeakBefore = kPeakTaps / 2;     ///< Samples read before the first,
inline constexpr int kPeakAfter = kPeakTaps / 2 + 1;  ///< and after the last one of a block.
inline constexpr std::size_t kPeakBlock = 32;
/// A parabola through quarters can rise above the highest by 6.6 % for a sine at the very end of the band.
inline constexpr float kParabolaLimit = 0.07F;

struct LoudnessKernels {
    void (*weigh)(const WeightingCoefficients& c, WeightingState& state, const float* first, const float* second,
                  std::size_t n);
    /// The larger of `least` and of the interpolated magnitudes from sample 0 to before `n`, a multiple of kPeakBlock:
    /// at the quarters, and on the parabola through each three of them around a maximum. Blocks that can not exceed
    /// `least` are passed over.
    float (*true_peak)(const PeakTaps& taps, const float* x, std::size_t n, float least);
};

extern const LoudnessKernels kScalarLoudnessKernels;
extern const LoudnessKernels kAvx2LoudnessKernels;
[[nodiscard]] const LoudnessKernels& loudness_kernels(dsp::SimdLevel level) noexcept;

}  // namespace stratum::analysis
