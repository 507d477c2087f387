#include "../numeric.hpp"
#include "../random.hpp"
#include "patch.hpp"
#include "sound.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::composer {
namespace {

constexpr int kBlock = 32;  ///< Frames between changes of filter, vibrato and gain.
constexpr int kVoices = 5;

}  // namespace

void render_note(const Wavetables& tables, const Patch& patch, const Note& note, double frequency,
                 std::uint64_t phase_seed, Stereo& out) {
    const auto first = static_cast<std::int64_t>(std::floor(note.time * kRate + 0.5));
    const auto held = static_cast<std::int64_t>(note.length * kRate);
    // The release is heard down to -52 dB.
    const auto last = std::min(first + held + static_cast<std::int64_t>(6.0 * patch.release * kRate),
                               static_cast<std::int64_t>(out.size()));
    if (first < 0 || first >= last) return;

    Random random{phase_seed};
    const int voices = std::clamp(patch.voices, 1, kVoices);
    Oscillator oscillators[kVoices];
    float left[kVoices];
    float right[kVoices];
    double ratio[kVoices];
    const float* cycle = tables.cycle(patch.wave, frequency);
    for (int v = 0; v < voices; ++v) {
        const double side = voices == 1 ? 0.0 : 2.0 * v / (voices - 1) - 1.0;
        ratio[v] = power_of_two(side * 0.5 * patch.detune_cents / 1200.0);
        oscillators[v].start(cycle, frequency * ratio[v], voices == 1 ? 0.0 : random.uniform());
        const double pan = std::clamp(patch.pan + side * patch.width, -1.0, 1.0);
        left[v] = static_cast<float>(std::sqrt(0.5 * (1.0 - pan) / voices));
        right[v] = static_cast<float>(std::sqrt(0.5 * (1.0 + pan) / voices));
    }
    Oscillator sub;
    sub.start(tables.cycle(Wave::sine, 0.5 * frequency), 0.5 * frequency, 0.0);
    Oscillator modulator;
    modulator.start(tables.cycle(Wave::sine, frequency), frequency * std::max(0.01, patch.fm_ratio), 0.0);
    StateFilter filter_left;
    StateFilter filter_right;
    const bool filtered = patch.cutoff_hz < 17000.0;
    const bool one_side = voices == 1;  // both sides are the same but for the pan
    const float pan_left = left[0] * 1.4142135F;
    const float pan_right = right[0] * 1.4142135F;

    float gain = 0.0F;
    for (std::int64_t at = first; at < last; at += kBlock) {
        const double seconds = static_cast<double>(at - first) / kRate;
        const double next = seconds + double{kBlock} / kRate;
        double level = std::min(1.0, next / patch.attack);
        if (patch.fade > 0.0) level *= decay(next, patch.fade);
        if (at + kBlock > first + held) level *= decay(std::max(0.0, next - note.length), patch.release);
        const auto target = static_cast<float>(level * patch.level * note.velocity);
        const float step = (target - gain) / kBlock;
        if (filtered) {
            const double open = patch.cutoff_octaves * decay(seconds, patch.cutoff_decay) * note.velocity;
            const double cutoff = patch.cutoff_hz * power_of_two(open) + 0.5 * frequency;
            filter_left.tune(cutoff, patch.damping);
            if (!one_side) filter_right.tune(cutoff, patch.damping);
        }
        if (patch.vibrato_cents > 0.0 && seconds > 0.15) {
            const double bend = power_of_two(patch.vibrato_cents / 1200.0 * sine(5.3 * seconds));
            for (int v = 0; v < voices; ++v) oscillators[v].retune(frequency * ratio[v] * bend);
        }
        const auto depth =
            patch.fm_ratio > 0.0 ? static_cast<float>(patch.fm_depth * decay(seconds, patch.fm_decay)) : 0.0F;
        const auto count = static_cast<int>(std::min<std::int64_t>(kBlock, last - at));
        float* to_left = out.left.data() + at;
        float* to_right = out.right.data() + at;
        const auto sub_share = static_cast<float>(patch.sub);
        for (int i = 0; i < count; ++i) {
            gain += step;
            float a = 0.0F;
            float b = 0.0F;
            if (one_side) {
                a = depth > 0.0F ? oscillators[0].next(depth * modulator.next()) : oscillators[0].next();
            } else {
                for (int v = 0; v < voices; ++v) {
                    const float x = oscillators[v].next();
                    a += left[v] * x;
                    b += right[v] * x;
                }
            }
            if (sub_share > 0.0F) {
                const float low = sub_share * sub.next();
                a += low;
                b += low;
            }
            if (filtered) a = filter_left.low(a);
            if (one_side) {
                to_left[i] += a * gain * pan_left;
                to_right[i] += a * gain * pan_right;
            } else {
                if (filtered) b = filter_right.low(b);
                to_left[i] += a * gain;
                to_right[i] += b * gain;
            }
        }
        gain = target;
    }
}

}  // namespace stratum::composer
