#pragma once

#include "frontend/analyser.hpp"

#include <array>
#include <span>

namespace stratum::analysis {

inline constexpr int kSpectrumBins = kSpectrumSize / 2 + 1;
inline constexpr double kSpectrumBinHz = static_cast<double>(kMonoRate.value()) / kSpectrumSize;

/// The outline of one magnitude spectrum.
struct SpectralShape {
    float centroid_hz = 0.0F;  ///< Mean frequency, weighted by magnitude [Peeters 2004, 6.1.1].
    float spread_hz = 0.0F;    ///< Standard deviation around it [6.1.2].
    float rolloff_hz = 0.0F;   ///< 85 % of the energy lies below [Lerch 2012, 3.3.1], to a fraction of a bin.
    float flatness = 0.0F;     ///< Geometric over arithmetic mean of the energies [Johnston 1988; Peeters 2004, 9.1].
};

/// The first bin (direct current) takes no part. `magnitude` and `power` (its squares) have kSpectrumBins values.
/// All zeros for a silent frame. White noise has a flatness near exp(-0.577) = 0.56, a sine near 0.
[[nodiscard]] SpectralShape spectral_shape(std::span<const float> magnitude, std::span<const float> power);

/// How much the spectrum changed: one minus the cosine between two magnitude spectra, whatever their levels
/// [spectral variation, Peeters 2004, 6.2.1]. 0 the same, 1 nothing in common; two frames of white noise 1 - pi/4.
[[nodiscard]] float spectral_variation(std::span<const float> before, std::span<const float> now);

/// Sums and dot products in sixteen interleaved lanes, so that every compiler and processor adds in the same order
/// and may do so sixteen at a time.
[[nodiscard]] float dot(std::span<const float> a, std::span<const float> b);
[[nodiscard]] float sum(std::span<const float> values);

}  // namespace stratum::analysis
