#include "loudness/meter.hpp"

#include <benchmark/benchmark.h>
#include <cmath>
#include <random>
#include <vector>

namespace stratum::analysis {
namespace {

/// Three minutes of stereo noise under a slow swell: some stretches are near the peak, most are not, as in music.
std::vector<float> three_minutes() {
    std::mt19937 random{1};
    std::normal_distribution<float> normal{0.0F, 0.1F};
    std::vector<float> x(2 * 180 * 44100);
    float low = 0.0F;
    for (std::size_t i = 0; i < x.size(); ++i) {
        low += 0.3F * (normal(random) - low);  // dull, as music is
        x[i] = 3.0F * low * static_cast<float>(0.6 + 0.4 * std::sin(static_cast<double>(i) / 50'000.0));
    }
    return x;
}

void meter(benchmark::State& state, bool true_peak) {
    const auto x = three_minutes();
    for (auto _ : state) {
        LoudnessMeter meter{SampleRate{44100}, 2, {.true_peak = true_peak}};
        meter.push(x);
        const Loudness loudness = meter.finish();
        if (!loudness.integrated || std::abs(loudness.integrated->value() + 20.0) > 6.0 ||
            (true_peak && *loudness.true_peak < *loudness.sample_peak))
            return state.SkipWithError("a wrong loudness");
    }
}
BENCHMARK_CAPTURE(meter, loudness_and_peaks, true)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(meter, loudness_only, false)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace stratum::analysis
