#pragma once

#include "stratum/base/export.hpp"
#include "stratum/dsp/simd.hpp"

#include <complex>
#include <memory>
#include <span>

namespace stratum::dsp {

/// The discrete Fourier transform of real signals, single precision, sizes that are powers of two from 8 to 65,536.
///
/// With AVX2 a Stockham transform of radix 8 and 4 over half as many complex points, otherwise radix 2; both within
/// single precision's rounding of the definition.
/// Tables are built once in the constructor; `forward` and `inverse` allocate nothing. One object may be used by one
/// thread at a time (it owns its scratch memory).
class STRATUM_EXPORT RealFft {
  public:
    explicit RealFft(int size, SimdLevel level = simd_level());
    ~RealFft();
    RealFft(RealFft&&) noexcept;
    RealFft& operator=(RealFft&&) noexcept;

    [[nodiscard]] int size() const;
    [[nodiscard]] int bins() const { return size() / 2 + 1; }

    /// X[k] = sum over n of x[n] exp(-2 pi i k n / N), k = 0 .. N/2. `in` has size() values, `out` bins().
    void forward(std::span<const float> in, std::span<std::complex<float>> out);
    /// The inverse with 1/N, so that inverse(forward(x)) = x. The imaginary parts of the first and last bin are
    /// ignored.
    void inverse(std::span<const std::complex<float>> in, std::span<float> out);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace stratum::dsp
