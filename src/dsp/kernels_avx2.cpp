// Compiled with -mavx2 -mfma; includes nothing with inline functions of its own (see kernels.hpp).
#include "fft_avx2.hpp"
#include "kernels.hpp"

#include <immintrin.h>

namespace stratum::dsp {
namespace {

constexpr std::size_t kLanes = 8;

/// Runs `step` over whole vectors, and over a padded copy of the last few values.
template <class Step>
inline void for_each(const float* in, float* out, std::size_t n, Step step) {
    std::size_t i = 0;
    for (; i + kLanes <= n; i += kLanes) _mm256_storeu_ps(out + i, step(_mm256_loadu_ps(in + i)));
    if (i == n) return;
    alignas(32) float rest[kLanes] = {};
    for (std::size_t k = i; k < n; ++k) rest[k - i] = in[k];
    _mm256_store_ps(rest, step(_mm256_load_ps(rest)));
    for (std::size_t k = i; k < n; ++k) out[k] = rest[k - i];
}

/// Eight pairs (a, b) at `pairs` as eight a and eight b, in order.
inline void load_pairs(const float* pairs, __m256& first, __m256& second) {
    const __m256 low = _mm256_loadu_ps(pairs);
    const __m256 high = _mm256_loadu_ps(pairs + 8);
    const __m256 a = _mm256_permute2f128_ps(low, high, 0x20);
    const __m256 b = _mm256_permute2f128_ps(low, high, 0x31);
    first = _mm256_shuffle_ps(a, b, 0x88);
    second = _mm256_shuffle_ps(a, b, 0xDD);
}

void multiply(const float* a, const float* b, float* out, std::size_t n) {
    std::size_t i = 0;
    for (; i + kLanes <= n; i += kLanes)
        _mm256_storeu_ps(out + i, _mm256_mul_ps(_mm256_loadu_ps(a + i), _mm256_loadu_ps(b + i)));
    for (; i < n; ++i) out[i] = a[i] * b[i];
}

// No fused operations here, so that both levels give the same bits.
void magnitudes(const float* pairs, float scale, float* out, std::size_t n) {
    const __m256 k = _mm256_set1_ps(scale);
    std::size_t i = 0;
    for (; i + kLanes <= n; i += kLanes) {
        __m256 re;
        __m256 im;
        load_pairs(pairs + 2 * i, re, im);
        const __m256 square = _mm256_add_ps(_mm256_mul_ps(re, re), _mm256_mul_ps(im, im));
        _mm256_storeu_ps(out + i, _mm256_mul_ps(k, _mm256_sqrt_ps(square)));
    }
    for (; i < n; ++i) {
        const float re = pairs[2 * i];
        const float im = pairs[2 * i + 1];
        out[i] = scale * __builtin_sqrtf(re * re + im * im);
    }
}

/// ln(x) for normal x > 0: x = 2^e m with m in [sqrt(1/2), sqrt(2)), then the series of atanh in (m-1)/(m+1), whose
/// first left-out term is below 2e-9.
inline __m256 log_of(__m256 x) {
    const __m256i bits = _mm256_castps_si256(x);
    const __m256i shifted = _mm256_sub_epi32(bits, _mm256_set1_epi32(0x3f3504f3));  // sqrt(1/2)
    const __m256i exponent = _mm256_srai_epi32(shifted, 23);
    const __m256 m = _mm256_castsi256_ps(_mm256_sub_epi32(bits, _mm256_slli_epi32(exponent, 23)));
    const __m256 e = _mm256_cvtepi32_ps(exponent);
    const __m256 one = _mm256_set1_ps(1.0F);
    const __m256 t = _mm256_div_ps(_mm256_sub_ps(m, one), _mm256_add_ps(m, one));
    const __m256 t2 = _mm256_mul_ps(t, t);
    __m256 p = _mm256_set1_ps(2.0F / 9.0F);
    p = _mm256_fmadd_ps(p, t2, _mm256_set1_ps(2.0F / 7.0F));
    p = _mm256_fmadd_ps(p, t2, _mm256_set1_ps(2.0F / 5.0F));
    p = _mm256_fmadd_ps(p, t2, _mm256_set1_ps(2.0F / 3.0F));
    p = _mm256_mul_ps(_mm256_mul_ps(p, t2), t);
    const __m256 log_m = _mm256_fmadd_ps(_mm256_set1_ps(2.0F), t, p);
    return _mm256_fmadd_ps(e, _mm256_set1_ps(0.693147180559945F), log_m);
}

void log_compress(const float* in, float gain, float* out, std::size_t n) {
    const __m256 k = _mm256_set1_ps(gain);
    const __m256 one = _mm256_set1_ps(1.0F);
    for_each(in, out, n, [&](__m256 x) { return log_of(_mm256_add_ps(one, _mm256_mul_ps(k, x))); });
}

void mean_of_pairs(const float* pairs, float* out, std::size_t n) {
    const __m256 half = _mm256_set1_ps(0.5F);
    std::size_t i = 0;
    for (; i + kLanes <= n; i += kLanes) {
        __m256 a;
        __m256 b;
        load_pairs(pairs + 2 * i, a, b);
        _mm256_storeu_ps(out + i, _mm256_mul_ps(half, _mm256_add_ps(a, b)));
    }
    for (; i < n; ++i) out[i] = 0.5F * (pairs[2 * i] + pairs[2 * i + 1]);
}

void split_pairs(const float* pairs, float* first, float* second, std::size_t n) {
    std::size_t i = 0;
    for (; i + kLanes <= n; i += kLanes) {
        __m256 a;
        __m256 b;
        load_pairs(pairs + 2 * i, a, b);
        _mm256_storeu_ps(first + i, a);
        _mm256_storeu_ps(second + i, b);
    }
    for (; i < n; ++i) {
        first[i] = pairs[2 * i];
        second[i] = pairs[2 * i + 1];
    }
}

float peak(const float* x, std::size_t n) {
    const __m256 magnitude = _mm256_castsi256_ps(_mm256_set1_epi32(0x7fffffff));
    __m256 most[2] = {_mm256_setzero_ps(), _mm256_setzero_ps()};
    std::size_t i = 0;
    for (; i + 2 * kLanes <= n; i += 2 * kLanes) {
        most[0] = _mm256_max_ps(most[0], _mm256_and_ps(magnitude, _mm256_loadu_ps(x + i)));
        most[1] = _mm256_max_ps(most[1], _mm256_and_ps(magnitude, _mm256_loadu_ps(x + i + kLanes)));
    }
    alignas(32) float lanes[kLanes];
    _mm256_store_ps(lanes, _mm256_max_ps(most[0], most[1]));
    float largest = 0.0F;
    for (const float lane : lanes) largest = lane > largest ? lane : largest;
    for (; i < n; ++i) {
        const float v = __builtin_fabsf(x[i]);
        largest = v > largest ? v : largest;
    }
    return largest;
}

bool all_within(const float* x, std::size_t n, float limit) {
    const __m256 magnitude = _mm256_castsi256_ps(_mm256_set1_epi32(0x7fffffff));
    const __m256 most = _mm256_set1_ps(limit);
    __m256 bad = _mm256_setzero_ps();
    std::size_t i = 0;
    // "Not less or equal" is true for what is no number.
    for (; i + kLanes <= n; i += kLanes)
        bad = _mm256_or_ps(bad, _mm256_cmp_ps(_mm256_and_ps(magnitude, _mm256_loadu_ps(x + i)), most, _CMP_NLE_UQ));
    bool within = _mm256_movemask_ps(bad) == 0;
    for (; i < n; ++i) within = within && __builtin_fabsf(x[i]) <= limit;
    return within;
}

/// 32 outputs at a time. Taps that lie eight apart meet the same vectors of input, each shifted by one: for every
/// remainder of eight the taps stay in registers, and a vector is loaded once for all outputs that need it.
template <int Groups>
void half_band_of(const float* even, const float* odd, const float* h, float* out, std::size_t n) {
    constexpr int kOutputs = 4;
    const __m256 half = _mm256_set1_ps(0.5F);
    for (std::size_t i = 0; i < n; i += kOutputs * kLanes) {
        __m256 sum[kOutputs];
        for (int v = 0; v < kOutputs; ++v) sum[v] = _mm256_mul_ps(half, _mm256_loadu_ps(even + i + 8 * v));
        for (int r = 0; r < 8; ++r) {
            __m256 tap[Groups];
            for (int u = 0; u < Groups; ++u) tap[u] = _mm256_broadcast_ss(h + r + 8 * u);
            const float* from = odd + i + r;
#pragma GCC unroll 16
            for (int w = 0; w < Groups + kOutputs - 1; ++w) {
                const __m256 x = _mm256_loadu_ps(from + 8 * w);
#pragma GCC unroll 16
                for (int v = 0; v < kOutputs; ++v)
                    if (w - v >= 0 && w - v < Groups) sum[v] = _mm256_fmadd_ps(tap[w - v], x, sum[v]);
            }
        }
        for (int v = 0; v < kOutputs; ++v) _mm256_storeu_ps(out + i + 8 * v, sum[v]);
    }
}

void half_band(const float* even, const float* odd, const float* h, std::size_t taps, float* out, std::size_t n) {
    if (taps == 64)
        half_band_of<8>(even, odd, h, out, n);
    else
        half_band_of<2>(even, odd, h, out, n);
}

}  // namespace

const Kernels kAvx2Kernels{
    .multiply = multiply,
    .magnitudes = magnitudes,
    .log_compress = log_compress,
    .mean_of_pairs = mean_of_pairs,
    .split_pairs = split_pairs,
    .peak = peak,
    .all_within = all_within,
    .half_band = half_band,
    .fft = avx2::fft,
    .fft_unravel = avx2::fft_unravel,
};

}  // namespace stratum::dsp
