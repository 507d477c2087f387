#include "stratum/dsp/fft.hpp"

#include "kernels.hpp"
#include "stratum/base/result.hpp"

#include <cmath>
#include <cstddef>
#include <new>
#include <numbers>
#include <utility>
#include <vector>

namespace stratum::dsp {
namespace {

using Complex = std::complex<float>;

/// exp(-2 pi i k / of), computed in double precision.
Complex root(std::int64_t k, std::int64_t of) {
    const double angle = -2.0 * std::numbers::pi * static_cast<double>(k % of) / static_cast<double>(of);
    return {static_cast<float>(std::cos(angle)), static_cast<float>(std::sin(angle))};
}

/// Floats on a cache line's boundary, so that no vector load straddles two lines.
class Floats {
  public:
    explicit Floats(std::size_t size) : data_(static_cast<float*>(::operator new(size * sizeof(float), kAlignment))) {
        for (std::size_t i = 0; i < size; ++i) data_.get()[i] = 0.0F;
    }
    [[nodiscard]] float* data() const { return data_.get(); }

  private:
    static constexpr std::align_val_t kAlignment{64};
    struct Free {
        void operator()(float* p) const { ::operator delete(p, kAlignment); }
    };
    std::unique_ptr<float, Free> data_;
};

/// Tables and scratch of the vector transform of n points; the plan points into them.
class Planned {
  public:
    static constexpr int kSmallest = 64;

    explicit Planned(int n) : work_(static_cast<std::size_t>(4) * padded(n)) {
        plan_.size = n;
        for (int i = 0; i < 4; ++i) plan_.work[i / 2][i % 2] = work_.data() + i * padded(n);

        // n = 8 * 8^x * 4^y with as few passes as can be; the last pass needs no twiddles.
        int bits = 0;
        while (1 << bits < n / 8) ++bits;
        const int fours = (3 - bits % 3) % 3;
        first_pass(n);
        int block = n / 8;
        for (int k = 0; k < (bits - 2 * fours) / 3; ++k, block /= 8) later_pass(8, block);
        for (int k = 0; k < fours; ++k, block /= 4) later_pass(4, block);

        float* re = table(n / 2);
        float* im = table(n / 2);
        for (int k = 0; k < n / 2; ++k) {
            const Complex w = root(k, 2 * n);
            re[k] = w.real();
            im[k] = w.imag();
        }
        plan_.unravel_re = re;
        plan_.unravel_im = im;
    }
    [[nodiscard]] const FftPlan& plan() const { return plan_; }

  private:
    /// Arrays a power of two apart would fight for the same cache sets.
    static int padded(int n) { return n + 48; }

    float* table(int size) {
        tables_.emplace_back(static_cast<std::size_t>(size));
        return tables_.back().data();
    }
    /// For each eight p, and j = 1..7, eight real and eight imaginary parts of w_n^(j p), in the order that the pass
    /// meets them (see `kOrder` in fft_avx2.cpp).
    void first_pass(int n) {
        constexpr int kOrder[8] = {0, 1, 4, 5, 2, 3, 6, 7};
        float* w = table(n / 8 * 7 * 2);
        plan_.radix[plan_.passes] = 8;
        plan_.twiddles[plan_.passes++] = w;
        for (int p = 0; p < n / 8; p += 8)
            for (int j = 1; j < 8; ++j, w += 16)
                for (int lane = 0; lane < 8; ++lane) {
                    const Complex value = root(static_cast<std::int64_t>(j) * (p + kOrder[lane]), n);
                    w[lane] = value.real();
                    w[8 + lane] = value.imag();
                }
    }
    void later_pass(int radix, int block) {
        float* w = table(block / radix * (radix - 1) * 2);
        plan_.radix[plan_.passes] = radix;
        plan_.twiddles[plan_.passes++] = w;
        for (int p = 0; p < block / radix; ++p)
            for (int j = 1; j < radix; ++j, w += 2) {
                const Complex value = root(static_cast<std::int64_t>(j) * p, block);
                w[0] = value.real();
                w[1] = value.imag();
            }
    }

    FftPlan plan_;
    Floats work_;
    std::vector<Floats> tables_;
};

}  // namespace

/// A real transform of N points as a complex one of N/2 points and a pass that unravels even and odd samples. The plain
/// version (radix 2, in place) is the reference; the vector one takes over where the level has it.
struct RealFft::State {
    int size = 0;
    const Kernels* kernels = nullptr;
    std::unique_ptr<Planned> planned;  ///< Null for the plain version.
    std::vector<Complex> twiddles;     ///< exp(-2 pi i k / (N/2)), k < N/4.
    std::vector<Complex> unravel;      ///< exp(-2 pi i k / N), k <= N/4.
    std::vector<int> reversed;
    std::vector<Complex> work;

    State(int n, SimdLevel level) : size(n), kernels(&dsp::kernels(level)), unravel(n / 4 + 1), work(n / 2) {
        for (int k = 0; k <= n / 4; ++k) unravel[k] = root(k, n);
        if (kernels->fft != nullptr && n / 2 >= Planned::kSmallest) {
            planned = std::make_unique<Planned>(n / 2);
            return;
        }
        twiddles.resize(n / 4);
        for (int k = 0; k < n / 4; ++k) twiddles[k] = root(k, n / 2);
        reversed.resize(n / 2);
        int bits = 0;
        while (1 << bits < n / 2) ++bits;
        for (int i = 0; i < n / 2; ++i)
            for (int b = 0; b < bits; ++b)
                if ((i >> b & 1) != 0) reversed[i] |= 1 << (bits - 1 - b);
    }

    /// The transform of `work` in place.
    void transform() {
        const int n = size / 2;
        if (planned) {
            const int at = kernels->fft(planned->plan(), reinterpret_cast<const float*>(work.data()));
            const float* re = planned->plan().work[at][0];
            const float* im = planned->plan().work[at][1];
            for (int i = 0; i < n; ++i) work[i] = {re[i], im[i]};
            return;
        }
        for (int i = 0; i < n; ++i)
            if (i < reversed[i]) std::swap(work[i], work[reversed[i]]);
        for (int half = 1; half < n; half *= 2) {
            const int step = n / (2 * half);
            for (int start = 0; start < n; start += 2 * half) {
                for (int k = 0; k < half; ++k) {
                    const Complex w = twiddles[k * step];
                    const Complex b = work[start + half + k];
                    const Complex t{b.real() * w.real() - b.imag() * w.imag(),
                                    b.real() * w.imag() + b.imag() * w.real()};
                    const Complex a = work[start + k];
                    work[start + k] = a + t;
                    work[start + half + k] = a - t;
                }
            }
        }
    }
};

RealFft::RealFft(int size, SimdLevel level) {
    STRATUM_CHECK(size >= 8 && size <= 65536 && (size & (size - 1)) == 0);
    state_ = std::make_unique<State>(size, level);
}
RealFft::~RealFft() = default;
RealFft::RealFft(RealFft&&) noexcept = default;
RealFft& RealFft::operator=(RealFft&&) noexcept = default;
int RealFft::size() const { return state_->size; }

void RealFft::forward(std::span<const float> in, std::span<std::complex<float>> out) {
    State& s = *state_;
    const int n = s.size / 2;
    STRATUM_CHECK(static_cast<int>(in.size()) == s.size && static_cast<int>(out.size()) == n + 1);
    if (s.planned) {
        const int at = s.kernels->fft(s.planned->plan(), in.data());
        s.kernels->fft_unravel(s.planned->plan(), at, reinterpret_cast<float*>(out.data()));
        return;
    }
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
    // Ravels the spectrum into that of even + i odd samples; the conjugate turns the forward transform into the
    // inverse.
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
