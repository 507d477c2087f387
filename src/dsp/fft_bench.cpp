#include "stratum/dsp/fft.hpp"

#include <benchmark/benchmark.h>
#include <cmath>
#include <numbers>
#include <vector>

namespace stratum::dsp {
namespace {

void forward(benchmark::State& state, SimdLevel level) {
    const int n = static_cast<int>(state.range(0));
    if (!runs_here(level)) return state.SkipWithError("this processor lacks the level");
    RealFft fft{n, level};
    std::vector<float> x(n);
    std::vector<std::complex<float>> spectrum(fft.bins());
    for (int i = 0; i < n; ++i) x[i] = static_cast<float>(std::cos(2.0 * std::numbers::pi * 3 * i / n));
    fft.forward(x, spectrum);
    if (std::abs(std::abs(spectrum[3]) - n / 2.0) > 1e-3 * n) return state.SkipWithError("a wrong transform");
    for (auto _ : state) {
        fft.forward(x, spectrum);
        benchmark::DoNotOptimize(spectrum.data());
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK_CAPTURE(forward, avx2, SimdLevel::avx2)->RangeMultiplier(2)->Range(512, 65536);
BENCHMARK_CAPTURE(forward, scalar, SimdLevel::scalar)->Arg(1024)->Arg(2048)->Arg(8192);

}  // namespace
}  // namespace stratum::dsp
