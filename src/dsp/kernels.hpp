#pragma once

#include "stratum/dsp/simd.hpp"

#include <cstddef>

/// The inner loops, one table for each level. Raw pointers on purpose: the AVX2 files are compiled with other options
/// than the rest, so they may include nothing that holds inline functions (the linker could keep their copy for
/// everybody).
namespace stratum::dsp {

/// The plan of one complex transform of `size` points, a power of two from 64 on, as passes of radix 8 and 4. Tables
/// are owned by `RealFft`.
struct FftPlan {
    static constexpr int kMaxPasses = 8;
    int size = 0;
    int passes = 0;
    int radix[kMaxPasses] = {};
    const float* twiddles[kMaxPasses] =
        {};                             ///< First pass: see `fft_avx2.cpp`; later ones (re, im) of w^(j p), j >= 1.
    const float* unravel_re = nullptr;  ///< exp(-2 pi i k / (2 size)), k < size/2.
    const float* unravel_im = nullptr;
    float* work[2][2] = {};  ///< Two buffers, each re and im of size + 1 values.
};

struct Kernels {
    /// out[i] = a[i] * b[i]
    void (*multiply)(const float* a, const float* b, float* out, std::size_t n);
    /// out[i] = scale * |re + i im| of n interleaved pairs.
    void (*magnitudes)(const float* pairs, float scale, float* out, std::size_t n);
    /// out[i] = ln(1 + gain * in[i])
    void (*log_compress)(const float* in, float gain, float* out, std::size_t n);
    /// out[i] = (pairs[2i] + pairs[2i+1]) / 2
    void (*mean_of_pairs)(const float* pairs, float* out, std::size_t n);
    /// first[i] = pairs[2i], second[i] = pairs[2i+1]
    void (*split_pairs)(const float* pairs, float* first, float* second, std::size_t n);
    /// The largest |x|, 0 for none.
    float (*peak)(const float* x, std::size_t n);
    /// Whether every |x| <= limit; false for what is no number.
    bool (*all_within)(const float* x, std::size_t n, float limit);
    /// out[i] = even[i] / 2 + sum over k < taps of h[k] * odd[i + k], for `n` rounded up to 32: the caller's memory
    /// holds that much to read and to write. `taps` is 16 or 64.
    void (*half_band)(const float* even, const float* odd, const float* h, std::size_t taps, float* out, std::size_t n);
    /// Null where the plain transform serves. `in`: 2 size values, pairs (re, im); the result lies in the returned
    /// index of `plan.work`.
    int (*fft)(const FftPlan& plan, const float* in);
    /// The spectrum of 2 size real samples from the transform of their pairs, as size + 1 pairs.
    void (*fft_unravel)(const FftPlan& plan, int buffer, float* out);
};

extern const Kernels kScalarKernels;
extern const Kernels kAvx2Kernels;

/// The table of `level`, or the scalar one where the processor lacks it.
[[nodiscard]] const Kernels& kernels(SimdLevel level) noexcept;

}  // namespace stratum::dsp
