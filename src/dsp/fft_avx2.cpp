// Compiled with -mavx2 -mfma; includes nothing with inline functions of its own (see kernels.hpp).
//
// A Stockham transform (decimation in frequency, self-sorting, real and imaginary parts in arrays of their own): one
// pass of radix 8 that takes the pairs apart and transposes eight by eight, so that all later passes of radix 8 and 4
// run straight down the vectors. Pass with stride s over blocks of n = r m:
//     y[q + s (r p + j)] = w_n^(j p) * sum over l of x[q + s (p + m l)] w_r^(j l),  w_n = exp(-2 pi i / n)
#include "fft_avx2.hpp"

#include <immintrin.h>

namespace stratum::dsp::avx2 {
namespace {

struct Complex8 {
    __m256 re;
    __m256 im;
};

inline Complex8 operator+(Complex8 a, Complex8 b) { return {_mm256_add_ps(a.re, b.re), _mm256_add_ps(a.im, b.im)}; }
inline Complex8 operator-(Complex8 a, Complex8 b) { return {_mm256_sub_ps(a.re, b.re), _mm256_sub_ps(a.im, b.im)}; }
/// a - i b and a + i b.
inline Complex8 minus_i(Complex8 a, Complex8 b) { return {_mm256_add_ps(a.re, b.im), _mm256_sub_ps(a.im, b.re)}; }
inline Complex8 plus_i(Complex8 a, Complex8 b) { return {_mm256_sub_ps(a.re, b.im), _mm256_add_ps(a.im, b.re)}; }
inline Complex8 operator*(Complex8 a, Complex8 w) {
    return {_mm256_fmsub_ps(a.re, w.re, _mm256_mul_ps(a.im, w.im)),
            _mm256_fmadd_ps(a.re, w.im, _mm256_mul_ps(a.im, w.re))};
}
inline Complex8 load(const float* re, const float* im) { return {_mm256_loadu_ps(re), _mm256_loadu_ps(im)}; }
inline void store(float* re, float* im, Complex8 v) {
    _mm256_storeu_ps(re, v.re);
    _mm256_storeu_ps(im, v.im);
}
inline Complex8 broadcast(const float* pair) { return {_mm256_broadcast_ss(pair), _mm256_broadcast_ss(pair + 1)}; }

inline void butterfly4(Complex8 (&x)[4]) {
    const Complex8 a = x[0] + x[2];
    const Complex8 b = x[0] - x[2];
    const Complex8 c = x[1] + x[3];
    const Complex8 d = x[1] - x[3];
    x[0] = a + c;
    x[1] = minus_i(b, d);
    x[2] = a - c;
    x[3] = plus_i(b, d);
}

inline void butterfly8(Complex8 (&x)[8]) {
    Complex8 e[4] = {x[0], x[2], x[4], x[6]};
    Complex8 o[4] = {x[1], x[3], x[5], x[7]};
    butterfly4(e);
    butterfly4(o);
    const __m256 h = _mm256_set1_ps(0.70710678118654752F);
    x[0] = e[0] + o[0];
    x[4] = e[0] - o[0];
    // w8 o = h ((re + im) + i (im - re)); w8^3 o = h ((im - re) - i (re + im))
    const __m256 sum1 = _mm256_add_ps(o[1].re, o[1].im);
    const __m256 dif1 = _mm256_sub_ps(o[1].im, o[1].re);
    x[1] = {_mm256_fmadd_ps(h, sum1, e[1].re), _mm256_fmadd_ps(h, dif1, e[1].im)};
    x[5] = {_mm256_fnmadd_ps(h, sum1, e[1].re), _mm256_fnmadd_ps(h, dif1, e[1].im)};
    x[2] = minus_i(e[2], o[2]);
    x[6] = plus_i(e[2], o[2]);
    const __m256 sum3 = _mm256_add_ps(o[3].re, o[3].im);
    const __m256 dif3 = _mm256_sub_ps(o[3].im, o[3].re);
    x[3] = {_mm256_fmadd_ps(h, dif3, e[3].re), _mm256_fnmadd_ps(h, sum3, e[3].im)};
    x[7] = {_mm256_fnmadd_ps(h, dif3, e[3].re), _mm256_fmadd_ps(h, sum3, e[3].im)};
}

inline void transpose8(__m256 (&r)[8]) {
    __m256 t[8];
    for (int i = 0; i < 4; ++i) {
        t[2 * i] = _mm256_unpacklo_ps(r[2 * i], r[2 * i + 1]);
        t[2 * i + 1] = _mm256_unpackhi_ps(r[2 * i], r[2 * i + 1]);
    }
    __m256 u[8];
    for (int i = 0; i < 2; ++i) {
        u[4 * i] = _mm256_shuffle_ps(t[4 * i], t[4 * i + 2], 0x44);
        u[4 * i + 1] = _mm256_shuffle_ps(t[4 * i], t[4 * i + 2], 0xEE);
        u[4 * i + 2] = _mm256_shuffle_ps(t[4 * i + 1], t[4 * i + 3], 0x44);
        u[4 * i + 3] = _mm256_shuffle_ps(t[4 * i + 1], t[4 * i + 3], 0xEE);
    }
    for (int i = 0; i < 4; ++i) {
        r[i] = _mm256_permute2f128_ps(u[i], u[i + 4], 0x20);
        r[i + 4] = _mm256_permute2f128_ps(u[i], u[i + 4], 0x31);
    }
}

/// Taking pairs apart within 128-bit lanes leaves eight neighbours in this order; the twiddles of the first pass are
/// stored in it too, and the transposed rows go where they belong.
constexpr int kOrder[8] = {0, 1, 4, 5, 2, 3, 6, 7};

void first_pass(const FftPlan& plan, const float* in, float* out_re, float* out_im) {
    const int m = plan.size / 8;
    const float* w = plan.twiddles[0];
    for (int p = 0; p < m; p += 8) {
        Complex8 x[8];
        for (int l = 0; l < 8; ++l) {
            const float* from = in + 2 * (p + m * l);
            const __m256 a = _mm256_loadu_ps(from);
            const __m256 b = _mm256_loadu_ps(from + 8);
            x[l] = {_mm256_shuffle_ps(a, b, 0x88), _mm256_shuffle_ps(a, b, 0xDD)};
        }
        butterfly8(x);
        for (int j = 1; j < 8; ++j, w += 16) x[j] = x[j] * load(w, w + 8);
        __m256 re[8];
        __m256 im[8];
        for (int j = 0; j < 8; ++j) {
            re[j] = x[j].re;
            im[j] = x[j].im;
        }
        transpose8(re);
        transpose8(im);
        for (int i = 0; i < 8; ++i) {
            _mm256_storeu_ps(out_re + 8 * (p + kOrder[i]), re[i]);
            _mm256_storeu_ps(out_im + 8 * (p + kOrder[i]), im[i]);
        }
    }
}

template <int Radix, bool Twiddled>
inline void strip(const float* re, const float* im, float* out_re, float* out_im, int stride, int leap,
                  const Complex8* w) {
    for (int q = 0; q < stride; q += 8) {
        Complex8 x[Radix];
        for (int l = 0; l < Radix; ++l) x[l] = load(re + q + leap * l, im + q + leap * l);
        if constexpr (Radix == 8)
            butterfly8(x);
        else
            butterfly4(x);
        store(out_re + q, out_im + q, x[0]);
        for (int j = 1; j < Radix; ++j) {
            if constexpr (Twiddled) x[j] = x[j] * w[j];
            store(out_re + q + stride * j, out_im + q + stride * j, x[j]);
        }
    }
}

template <int Radix>
void pass(const float* re, const float* im, float* out_re, float* out_im, int stride, int m, const float* twiddles) {
    Complex8 w[Radix];
    strip<Radix, false>(re, im, out_re, out_im, stride, stride * m, w);
    for (int p = 1; p < m; ++p) {
        for (int j = 1; j < Radix; ++j) w[j] = broadcast(twiddles + 2 * ((Radix - 1) * p + j - 1));
        strip<Radix, true>(re + stride * p, im + stride * p, out_re + stride * Radix * p, out_im + stride * Radix * p,
                           stride, stride * m, w);
    }
}

inline __m256 reversed(__m256 v) { return _mm256_permutevar8x32_ps(v, _mm256_setr_epi32(7, 6, 5, 4, 3, 2, 1, 0)); }

inline void store_pairs(float* out, Complex8 v) {
    const __m256 low = _mm256_unpacklo_ps(v.re, v.im);
    const __m256 high = _mm256_unpackhi_ps(v.re, v.im);
    _mm256_storeu_ps(out, _mm256_permute2f128_ps(low, high, 0x20));
    _mm256_storeu_ps(out + 8, _mm256_permute2f128_ps(low, high, 0x31));
}

}  // namespace

int fft(const FftPlan& plan, const float* in) {
    int at = 0;
    first_pass(plan, in, plan.work[0][0], plan.work[0][1]);
    int stride = 8;
    for (int k = 1; k < plan.passes; ++k) {
        float* const* from = plan.work[at];
        float* const* to = plan.work[1 - at];
        const int m = plan.size / (stride * plan.radix[k]);
        if (plan.radix[k] == 8)
            pass<8>(from[0], from[1], to[0], to[1], stride, m, plan.twiddles[k]);
        else
            pass<4>(from[0], from[1], to[0], to[1], stride, m, plan.twiddles[k]);
        stride *= plan.radix[k];
        at = 1 - at;
    }
    return at;
}

void fft_unravel(const FftPlan& plan, int buffer, float* out) {
    const int n = plan.size;
    float* re = plan.work[buffer][0];
    float* im = plan.work[buffer][1];
    re[n] = re[0];
    im[n] = im[0];
    const __m256 half = _mm256_set1_ps(0.5F);
    for (int k = 0; k < n / 2; k += 8) {
        const Complex8 a = load(re + k, im + k);
        const Complex8 b{reversed(_mm256_loadu_ps(re + n - k - 7)), reversed(_mm256_loadu_ps(im + n - k - 7))};
        // even = (a + conj b) / 2, odd = (a - conj b) / 2i
        const Complex8 even{_mm256_mul_ps(half, _mm256_add_ps(a.re, b.re)),
                            _mm256_mul_ps(half, _mm256_sub_ps(a.im, b.im))};
        const Complex8 odd{_mm256_mul_ps(half, _mm256_add_ps(a.im, b.im)),
                           _mm256_mul_ps(half, _mm256_sub_ps(b.re, a.re))};
        const Complex8 t = odd * load(plan.unravel_re + k, plan.unravel_im + k);
        store_pairs(out + 2 * k, even + t);
        const Complex8 mirrored = even - t;
        store_pairs(out + 2 * (n - k - 7),
                    {reversed(mirrored.re), reversed(_mm256_sub_ps(_mm256_setzero_ps(), mirrored.im))});
    }
    out[n] = re[n / 2];
    out[n + 1] = -im[n / 2];
}

}  // namespace stratum::dsp::avx2
