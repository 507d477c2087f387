// Compiled with -mavx2 -mfma; includes nothing with inline functions of its own (see loudness_kernels.hpp).
#include "loudness/loudness_kernels.hpp"

#include <immintrin.h>

namespace stratum::analysis {
namespace {

void weigh(const WeightingCoefficients& c, WeightingState& state, const float* first, const float* second,
           std::size_t n) {
    const __m256d b0 = _mm256_load_pd(c.b0);
    const __m256d b1 = _mm256_load_pd(c.b1);
    const __m256d b2 = _mm256_load_pd(c.b2);
    const __m256d a1 = _mm256_load_pd(c.a1);
    const __m256d a2 = _mm256_load_pd(c.a2);
    __m256d x1 = _mm256_load_pd(state.x1);
    __m256d x2 = _mm256_load_pd(state.x2);
    __m256d y1 = _mm256_load_pd(state.y1);
    __m256d y2 = _mm256_load_pd(state.y2);
    __m256d y3 = _mm256_load_pd(state.y3);
    __m256d energy = _mm256_load_pd(state.energy);
    // y1 enters last, so that one fused operation a frame is all that frames wait for.
    const auto step = [&](__m128d source) __attribute__((always_inline)) {
        const __m256d x = _mm256_insertf128_pd(_mm256_castpd128_pd256(source), _mm256_castpd256_pd128(y3), 1);
        __m256d sum = _mm256_mul_pd(b2, x2);
        sum = _mm256_fmadd_pd(b1, x1, sum);
        sum = _mm256_fmadd_pd(b0, x, sum);
        sum = _mm256_fnmadd_pd(a2, y2, sum);
        const __m256d y = _mm256_fnmadd_pd(a1, y1, sum);
        x2 = x1;
        x1 = x;
        y3 = y2;
        y2 = y1;
        y1 = y;
        energy = _mm256_fmadd_pd(y, y, energy);
    };
    std::size_t i = 0;
    for (; i + 4 <= n; i += 4) {
        const __m128 left = _mm_loadu_ps(first + i);
        const __m128 right = _mm_loadu_ps(second + i);
        const __m128 low = _mm_unpacklo_ps(left, right);
        const __m128 high = _mm_unpackhi_ps(left, right);
        step(_mm_cvtps_pd(low));
        step(_mm_cvtps_pd(_mm_movehl_ps(low, low)));
        step(_mm_cvtps_pd(high));
        step(_mm_cvtps_pd(_mm_movehl_ps(high, high)));
    }
    for (; i < n; ++i) step(_mm_setr_pd(first[i], second[i]));
    _mm256_store_pd(state.x1, x1);
    _mm256_store_pd(state.x2, x2);
    _mm256_store_pd(state.y1, y1);
    _mm256_store_pd(state.y2, y2);
    _mm256_store_pd(state.y3, y3);
    _mm256_store_pd(state.energy, energy);
}

inline __m256 magnitude(__m256 v) { return _mm256_and_ps(v, _mm256_castsi256_ps(_mm256_set1_epi32(0x7fffffff))); }

inline float largest_lane(__m256 v) {
    __m128 m = _mm_max_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    m = _mm_max_ps(m, _mm_movehl_ps(m, m));
    m = _mm_max_ss(m, _mm_shuffle_ps(m, m, 1));
    return _mm_cvtss_f32(m);
}

inline __m256 top(__m256 a, __m256 b, __m256 c) {
    const __m256 middle = magnitude(b);
    const __m256 slope = _mm256_sub_ps(a, c);
    const __m256 bend = magnitude(_mm256_add_ps(_mm256_sub_ps(a, _mm256_add_ps(b, b)), c));
    const __m256 rise = _mm256_div_ps(_mm256_mul_ps(_mm256_mul_ps(_mm256_set1_ps(0.125F), slope), slope), bend);
    const __m256 limit = _mm256_mul_ps(_mm256_set1_ps(kParabolaLimit), middle);
    const __m256 is_maximum =
        _mm256_and_ps(_mm256_cmp_ps(middle, _mm256_max_ps(magnitude(a), magnitude(c)), _CMP_GE_OQ),
                      _mm256_cmp_ps(bend, _mm256_setzero_ps(), _CMP_GT_OQ));
    return _mm256_add_ps(middle, _mm256_and_ps(is_maximum, _mm256_min_ps(rise, limit)));
}

float true_peak(const PeakTaps& taps, const float* x, std::size_t n, float least) {
    constexpr int kVectors = kPeakBlock / 8;
    for (std::size_t start = 0; start < n; start += kPeakBlock) {
        const float* at = x + start;
        __m256 largest = _mm256_max_ps(magnitude(_mm256_loadu_ps(at - kPeakBefore)),
                                       magnitude(_mm256_loadu_ps(at + kPeakBlock + kPeakAfter - 8)));
        for (int k = 8 - kPeakBefore; k < static_cast<int>(kPeakBlock) + kPeakAfter - 8; k += 8)
            largest = _mm256_max_ps(largest, magnitude(_mm256_loadu_ps(at + k)));
        if (largest_lane(largest) * taps.bound <= least) continue;

        __m256 quarter[3][kVectors];
        for (auto& row : quarter)
            for (__m256& v : row) v = _mm256_setzero_ps();
        for (int k = 0; k < kPeakTaps; ++k) {
            const __m256 h1 = _mm256_broadcast_ss(&taps.h[0][k]);
            const __m256 h2 = _mm256_broadcast_ss(&taps.h[1][k]);
            const __m256 h3 = _mm256_broadcast_ss(&taps.h[2][k]);
            for (int v = 0; v < kVectors; ++v) {
                const __m256 sample = _mm256_loadu_ps(at + 8 * v + k - kPeakBefore + 1);
                quarter[0][v] = _mm256_fmadd_ps(h1, sample, quarter[0][v]);
                quarter[1][v] = _mm256_fmadd_ps(h2, sample, quarter[1][v]);
                quarter[2][v] = _mm256_fmadd_ps(h3, sample, quarter[2][v]);
            }
        }
        for (int v = 0; v < kVectors; ++v) {
            const float* here = at + 8 * v;
            const __m256 q0 = _mm256_loadu_ps(here);
            const __m256 q4 = _mm256_loadu_ps(here + 1);
            const __m256 highest = _mm256_max_ps(_mm256_max_ps(magnitude(q0), magnitude(quarter[0][v])),
                                                 _mm256_max_ps(magnitude(quarter[1][v]), magnitude(quarter[2][v])));
            if (largest_lane(highest) * (1.0F + kParabolaLimit) <= least) continue;
            __m256 before = _mm256_setzero_ps();  // three quarters of a step after the sample before
            for (int k = 0; k < kPeakTaps; ++k)
                before = _mm256_fmadd_ps(_mm256_broadcast_ss(&taps.h[2][k]), _mm256_loadu_ps(here + k - kPeakBefore),
                                         before);
            const __m256 tops = _mm256_max_ps(
                _mm256_max_ps(top(before, q0, quarter[0][v]), top(q0, quarter[0][v], quarter[1][v])),
                _mm256_max_ps(top(quarter[0][v], quarter[1][v], quarter[2][v]), top(quarter[1][v], quarter[2][v], q4)));
            const float most = largest_lane(tops);
            least = most > least ? most : least;
        }
    }
    return least;
}

}  // namespace

const LoudnessKernels kAvx2LoudnessKernels{.weigh = weigh, .true_peak = true_peak};

}  // namespace stratum::analysis
