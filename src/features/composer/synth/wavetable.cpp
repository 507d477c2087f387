#include "wavetable.hpp"

#include "../numeric.hpp"
#include "sound.hpp"

#include <algorithm>

namespace stratum::composer {
namespace {

/// Strength of a harmonic of a wave, 1 the fundamental.
double harmonic(Wave wave, int n) {
    const bool odd = n % 2 == 1;
    switch (wave) {
        case Wave::sine:
            return n == 1 ? 1.0 : 0.0;
        case Wave::triangle:
            return odd ? (n % 4 == 1 ? 0.81 : -0.81) / (n * n) : 0.0;
        case Wave::saw:
            return 0.55 / n;
        case Wave::square:
            return odd ? 1.0 / n : 0.0;
        case Wave::pulse:
            return 1.1 * sine(n * 0.125) / n;  // a quarter of the cycle is high
        case Wave::organ: {
            constexpr std::array kDrawbars{0.8, 0.5, 0.4, 0.35, 0.0, 0.2, 0.0, 0.15};
            return n <= 8 ? kDrawbars[static_cast<std::size_t>(n - 1)] : 0.0;
        }
        case Wave::reed:
            return n <= 24 ? (odd ? 0.7 : 0.3) / n : 0.0;
    }
    return 0.0;
}

}  // namespace

Wavetables::Wavetables() {
    std::vector<float> sines(kSize);
    for (int i = 0; i < kSize; ++i) sines[static_cast<std::size_t>(i)] = static_cast<float>(sine(i / double{kSize}));
    for (int wave = 0; wave < kWaves; ++wave) {
        for (int octave = 0; octave < kOctaves; ++octave) {
            // Octave 0 serves up to 40 Hz, each next one twice as high; harmonics stay below 18 kHz.
            const int harmonics = std::max(1, static_cast<int>(18000.0 / (40.0 * (1 << octave))));
            auto& cycle = cycles_[static_cast<std::size_t>(wave)][static_cast<std::size_t>(octave)];
            cycle.assign(kSize + 1, 0.0F);
            for (int n = 1; n <= std::min(harmonics, kSize / 4); ++n) {
                const auto strength = static_cast<float>(harmonic(static_cast<Wave>(wave), n));
                if (strength == 0.0F) continue;
                for (int i = 0; i < kSize; ++i)
                    cycle[static_cast<std::size_t>(i)] += strength * sines[static_cast<std::size_t>(i * n % kSize)];
            }
            cycle[kSize] = cycle[0];
        }
    }
}

const float* Wavetables::cycle(Wave wave, double frequency) const {
    int octave = 0;
    for (double limit = 40.0; frequency > limit && octave < kOctaves - 1; limit *= 2.0) ++octave;
    return cycles_[static_cast<std::size_t>(wave)][static_cast<std::size_t>(octave)].data();
}

void Oscillator::start(const float* cycle, double frequency, double phase_turns) {
    cycle_ = cycle;
    phase_ = static_cast<std::uint32_t>(static_cast<std::int64_t>(phase_turns * 4294967296.0));
    retune(frequency);
}

void Oscillator::retune(double frequency) {
    increment_ = static_cast<std::uint32_t>(static_cast<std::int64_t>(frequency / kRate * 4294967296.0));
}

}  // namespace stratum::composer
