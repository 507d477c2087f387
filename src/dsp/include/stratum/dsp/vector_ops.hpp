#pragma once

#include "stratum/base/export.hpp"
#include "stratum/dsp/simd.hpp"

#include <complex>
#include <span>

/// Loops over samples and bins that are worth doing eight at a time. Thread-safe; nothing allocates. Unless said, both
/// levels give the same bits. `out` is as long as the result, and may be the input where both have one type.
namespace stratum::dsp {

/// out[i] = a[i] * b[i]
STRATUM_EXPORT void multiply(std::span<const float> a, std::span<const float> b, std::span<float> out,
                             SimdLevel level = simd_level());
/// out[i] = scale * |in[i]|
STRATUM_EXPORT void magnitudes(std::span<const std::complex<float>> in, float scale, std::span<float> out,
                               SimdLevel level = simd_level());
/// out[i] = ln(1 + gain * in[i]) for in[i] >= 0; right to 2e-7 of 1 or of the value, whichever is larger.
STRATUM_EXPORT void log_compress(std::span<const float> in, float gain, std::span<float> out,
                                 SimdLevel level = simd_level());
/// The mean of the channels of interleaved frames; `out` has one value a frame.
STRATUM_EXPORT void mix_down(std::span<const float> interleaved, int channels, std::span<float> out,
                             SimdLevel level = simd_level());
/// One channel out of interleaved frames.
STRATUM_EXPORT void take_channel(std::span<const float> interleaved, int channels, int channel, std::span<float> out);
/// Left and right out of interleaved stereo.
STRATUM_EXPORT void split_stereo(std::span<const float> interleaved, std::span<float> left, std::span<float> right,
                                 SimdLevel level = simd_level());
/// The largest |x|; 0 for none. Values that are no numbers are passed over.
[[nodiscard]] STRATUM_EXPORT float peak(std::span<const float> x, SimdLevel level = simd_level());
/// Whether every |x| <= limit; false for what is no number.
[[nodiscard]] STRATUM_EXPORT bool all_within(std::span<const float> x, float limit, SimdLevel level = simd_level());

}  // namespace stratum::dsp
