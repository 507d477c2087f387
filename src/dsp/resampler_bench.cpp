#include "stratum/dsp/resampler.hpp"

#include <benchmark/benchmark.h>
#include <cmath>
#include <numbers>
#include <vector>

namespace stratum::dsp {
namespace {

/// Ten seconds of one channel, in blocks of 4,096.
void resample(benchmark::State& state) {
    const SampleRate from{static_cast<int>(state.range(0))};
    const SampleRate to{static_cast<int>(state.range(1))};
    std::vector<float> x(static_cast<std::size_t>(10 * from.value()));
    for (std::size_t i = 0; i < x.size(); ++i)
        x[i] = static_cast<float>(std::sin(2.0 * std::numbers::pi * 1000.0 * static_cast<double>(i) / from.value()));
    std::vector<float> out;
    const auto once = [&] {
        out.clear();
        auto resampler = Resampler::create(from, to);
        for (std::size_t i = 0; i < x.size(); i += 4096)
            resampler->push(std::span(x).subspan(i, std::min<std::size_t>(4096, x.size() - i)), out);
        resampler->finish(out);
    };
    once();
    const std::size_t at = out.size() / 2;
    const double expected = std::sin(2.0 * std::numbers::pi * 1000.0 * static_cast<double>(at) / to.value());
    if (std::abs(out[at] - expected) > 1e-3) return state.SkipWithError("a wrong sample");
    for (auto _ : state) {
        once();
        benchmark::DoNotOptimize(out.data());
    }
    state.counters["x_realtime"] =
        benchmark::Counter(10.0 * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK(resample)
    ->Args({44100, 22050})
    ->Args({22050, 11025})
    ->Args({88200, 22050})
    ->Args({48000, 22050})
    ->Args({96000, 22050})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace stratum::dsp
