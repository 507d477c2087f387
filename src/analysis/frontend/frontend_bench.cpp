#include "frontend/frontend.hpp"

#include <benchmark/benchmark.h>
#include <cmath>
#include <numbers>
#include <vector>

namespace stratum::analysis {
namespace {

/// Listens to every view and keeps one number of each, so that the work can be checked.
class Listener : public Analyser {
  public:
    void mono(std::span<const float> samples) override { mono_samples += samples.size(); }
    void low_mono(std::span<const float> samples) override { low_samples += samples.size(); }
    void spectrum(const dsp::SpectrumFrame& frame) override {
        ++frames;
        if (frame.index == 1000) at_tone = frame.magnitude[40];
    }
    void finish(Report&) override {}
    std::size_t mono_samples = 0;
    std::size_t low_samples = 0;
    std::int64_t frames = 0;
    float at_tone = 0.0F;
};

/// Three minutes of stereo: mixdown, both mono rates, the spectrum. The tone sits on bin 40 of the spectrum.
void three_minutes(benchmark::State& state) {
    const int rate = static_cast<int>(state.range(0));
    const std::size_t frames = static_cast<std::size_t>(180) * static_cast<std::size_t>(rate);
    std::vector<float> x(2 * frames);
    for (std::size_t i = 0; i < frames; ++i)
        x[2 * i] = x[2 * i + 1] = static_cast<float>(
            std::sin(2.0 * std::numbers::pi * 40.0 * 22050.0 / 1024.0 * static_cast<double>(i) / rate));
    for (auto _ : state) {
        Listener listener;
        auto end =
            FrontEnd::create({SampleRate{rate}, 2}, {{&listener, {.mono = true, .spectrum = true, .low_mono = true}}});
        end->push(x);
        end->finish();
        if (listener.mono_samples != 180U * 22050U || listener.low_samples != 90U * 22050U ||
            listener.frames != 15504 || std::abs(listener.at_tone - 1.0F) > 0.01F)
            return state.SkipWithError("a wrong view");
    }
}
BENCHMARK(three_minutes)->Arg(44100)->Arg(48000)->Arg(22050)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace stratum::analysis
