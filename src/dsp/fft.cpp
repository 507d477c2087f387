#include "stratum/dsp/fft.hpp"

#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

#include "stratum/base/result.hpp"

namespace stratum::dsp {

using Complex = std::complex<float>;

/// A real transform of N points as a complex one of N/2 points and a pass that unravels even and odd samples.
struct RealFft::State {
    int size = 0;
    std::vector<Complex> twiddles;  ///< exp(-2 pi i k / (N/2)), k < N/4.
    std::vector<Complex> unravel;   ///< exp(-2 pi i k / N), k <= N/4.
    std::vector<int> reversed;
    std::vector<Complex> work;

    explicit State(int n) : size(n), twiddles(n / 4), unravel(n / 4 + 1), reversed(n / 2), work(n / 2) {
        const auto root = [](int k, int of) {
            const double angle = -2.0 * std::numbers::pi * k / of;
            return Complex(static_cast<float>(std::cos(angle)), static_cast<float>(std::sin(angle)));
        };
        for (int k = 0; k < n / 4; ++k) twiddles[k] = root(k, n / 2);
        for (int k = 0; k <= n / 4; ++k) unravel[k] = root(k, n);
        int bits = 0;
        while (1 << bits < n / 2) ++bits;
        for (int i = 0; i < n / 2; ++i)
            for (int b = 0; b < bits; ++b)
                if ((i >> b & 1) != 0) reversed[i] |= 1 << (bits - 1 - b);
    }

    void transform() {
        const int n = size / 2;
        for (int i = 0; i < n; ++i)
            if (i < reversed[i]) std::swap(work[i], work[reversed[i]]);
        for (int half = 1; half < n; half *= 2) {
            const int step = n / (2 * half);
            for (int start = 0; start < n; start += 2 * half) {
                for (int k = 0; k < half; ++k) {
                    const Complex w = twiddles[k * step];
                    const Complex b = work[start + half + k];
                    const Complex t{b.real() * w.real() - b.imag() * w.imag(), b.real() * w.imag() + b.imag() * w.real()};
                    const Complex a = work[start + k];
                    work[start + k] = a + t;
                    work[start + half + k] = a - t;
                }
            }
        }
    }
};

RealFft::RealFft(int size) {
    STRATUM_CHECK(size >= 8 && size <= 65536 && (size & (size - 1)) == 0);
    state_ = std::make_unique<State>(size);
}
RealFft::~RealFft() = default;
RealFft::RealFft(RealFft&&) noexcept = default;
RealFft& RealFft::operator=(RealFft&&) noexcept = default;
int RealFft::size() const { return state_->size; }

void RealFft::forward(std::span<const float> in, std::span<std::complex<float>> out) {
    State& s = *state_;
    const int n = s.size / 2;
    STRATUM_CHECK(static_cast<int>(in.size()) == s.size && static_cast<int>(out.size()) == n + 1);
    for (int i = 0; i < n; ++i) s.work[i] = {in[2 * i], in[2 * i + 1]};
    s.transform();
    const Complex first = s.work[0];
    out[0] = {first.real() + first.imag(), 0.0F};
    out[n] = {first.real() - first.imag(), 0.0F};
    for (int k = 1; k <= n / 2; ++k) {
        const Complex a = s.work[k];
        const Complex b = std::conj(s.work[n - k]);
        const Complex even = 0.5F * (a + b);
        const Complex d = 0.5F * (a - b);
        const Complex odd{d.imag(), -d.real()};
        const Complex w = s.unravel[k];
        const Complex t{odd.real() * w.real() - odd.imag() * w.imag(), odd.real() * w.imag() + odd.imag() * w.real()};
        out[k] = even + t;
        out[n - k] = std::conj(even - t);
    }
}

void RealFft::inverse(std::span<const std::complex<float>> in, std::span<float> out) {
    State& s = *state_;
    const int n = s.size / 2;
    STRATUM_CHECK(static_cast<int>(out.size()) == s.size && static_cast<int>(in.size()) == n + 1);
    // Ravels the spectrum into that of even + i odd samples; the conjugate turns the forward transform into the inverse.
    s.work[0] = {0.5F * (in[0].real() + in[n].real()), -0.5F * (in[0].real() - in[n].real())};
    for (int k = 1; k <= n / 2; ++k) {
        const Complex a = in[k];
        const Complex b = std::conj(in[n - k]);
        const Complex even = 0.5F * (a + b);
        const Complex d = 0.5F * (a - b);
        const Complex w = std::conj(s.unravel[k]);
        const Complex odd{d.real() * w.real() - d.imag() * w.imag(), d.real() * w.imag() + d.imag() * w.real()};
        const Complex z{even.real() - odd.imag(), even.imag() + odd.real()};
        const Complex mirrored{even.real() + odd.imag(), -even.imag() + odd.real()};
        s.work[k] = std::conj(z);
        if (k != n - k) s.work[n - k] = std::conj(mirrored);
    }
    s.transform();
    const float scale = 1.0F / static_cast<float>(n);
    for (int i = 0; i < n; ++i) {
        out[2 * i] = s.work[i].real() * scale;
        out[2 * i + 1] = -s.work[i].imag() * scale;
    }
}

}  // namespace stratum::dsp
