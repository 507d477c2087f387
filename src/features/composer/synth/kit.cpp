#include "kit.hpp"

#include "../numeric.hpp"
#include "../random.hpp"
#include "sound.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::composer {
namespace {

std::size_t frames(double seconds) { return static_cast<std::size_t>(seconds * kRate); }
float f(double x) { return static_cast<float>(x); }

/// A sine whose pitch falls from `high` to `low`: kicks, toms, the body of snares.
std::vector<float> thump(double high, double low, double sweep, double length, double drive) {
    std::vector<float> out(frames(length * 6.0));
    double phase = 0.0;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const double t = static_cast<double>(i) / kRate;
        if (i % 16 == 0 && decay(t, length) < 0.003) return out.resize(i), out;
        phase += (low + (high - low) * decay(t, sweep)) / kRate;
        out[i] = soft_clip(f(drive * sine(phase) * decay(t, length))) * f(1.0 / std::min(1.0, drive));
    }
    return out;
}

struct Hiss {
    double low_cut = 200.0;
    double high_cut = 16000.0;
    double length = 0.1;  ///< Seconds to 1/e.
    double attack = 0.0;  ///< Seconds.
    double resonance = 1.4;
};

std::vector<float> hiss(const Hiss& shape, Noise& noise) {
    std::vector<float> out(frames(shape.length * 6.0));
    StateFilter high;
    StateFilter low;
    high.tune(shape.low_cut, shape.resonance);
    low.tune(shape.high_cut, 1.4);
    const double per_frame = decay(1.0 / kRate, shape.length);
    double level = 1.0;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const double t = static_cast<double>(i) / kRate;
        const double rise = shape.attack > 0.0 ? std::min(1.0, t / shape.attack) : 1.0;
        out[i] = low.low(high.high(noise.next())) * f(level * rise);
        level *= per_frame;
    }
    return out;
}

/// Six square waves that share no harmonic, as in machines of the eighties.
std::vector<float> metal(double base, double length, double cut, double resonance) {
    constexpr double kRatios[] = {1.0, 1.342, 1.2312, 1.6532, 1.9523, 2.1523};
    std::vector<float> out(frames(length * 6.0));
    double phases[6] = {};
    StateFilter high;
    high.tune(cut, resonance);
    const double per_frame = decay(1.0 / kRate, length);
    double level = 0.3;
    for (float& x : out) {
        float sum = 0.0F;
        for (int k = 0; k < 6; ++k) {
            phases[k] += base * kRatios[k] / kRate;
            phases[k] -= std::floor(phases[k]);
            sum += phases[k] < 0.5 ? 1.0F : -1.0F;
        }
        x = high.high(sum) * f(level);
        level *= per_frame;
    }
    return out;
}

void mix(std::vector<float>& into, const std::vector<float>& what, double gain, double delay = 0.0) {
    const std::size_t start = frames(delay);
    into.resize(std::max(into.size(), start + what.size()), 0.0F);
    for (std::size_t i = 0; i < what.size(); ++i) into[start + i] += what[i] * f(gain);
}

std::vector<float> kick(KitFamily family, Random& random, Noise& noise) {
    std::vector<float> out;
    switch (family) {
        case KitFamily::eight_oh_eight:
            out = thump(random.between(120, 200), random.between(42, 55), 0.03, random.between(0.2, 0.5), 1.0);
            break;
        case KitFamily::acoustic:
            out = thump(random.between(130, 220), random.between(52, 75), 0.02, random.between(0.06, 0.13), 1.2);
            break;
        case KitFamily::chip:
            return thump(400, 60, 0.03, 0.06, 4.0);
        case KitFamily::electronic:
            out = thump(random.between(180, 380), random.between(44, 60), random.between(0.015, 0.04),
                        random.between(0.09, 0.2), random.between(1.0, 3.0));
    }
    mix(out, hiss({.low_cut = 800, .high_cut = random.between(3000, 9000), .length = 0.004}, noise),
        random.between(0.1, 0.6));
    return out;
}

std::vector<float> snare(KitFamily family, Random& random, Noise& noise) {
    std::vector<float> out;
    if (family == KitFamily::chip) return hiss({.low_cut = 1000, .length = 0.06}, noise);
    const bool clap = family != KitFamily::acoustic && random.chance(0.45);
    if (clap) {
        const Hiss burst{.low_cut = random.between(700, 1100), .high_cut = 8000, .length = 0.006, .resonance = 0.6};
        for (int i = 0; i < 3; ++i) mix(out, hiss(burst, noise), 0.7, i * random.between(0.007, 0.011));
        Hiss tail = burst;
        tail.length = random.between(0.05, 0.12);
        mix(out, hiss(tail, noise), 0.6, 0.02);
        return out;
    }
    const double pitch = random.between(160, 240);
    mix(out, thump(pitch * 1.6, pitch, 0.01, random.between(0.04, 0.09), 1.0), random.between(0.4, 0.8));
    mix(out,
        hiss({.low_cut = random.between(800, 2500),
              .high_cut = random.between(7000, 15000),
              .length = random.between(0.05, 0.16)},
             noise),
        random.between(0.4, 0.8));
    return out;
}

std::vector<float> cymbal(KitFamily family, double length, Random& random, Noise& noise) {
    if (family == KitFamily::chip) return hiss({.low_cut = 6000, .length = length * 0.6}, noise);
    std::vector<float> out;
    const double noisy = family == KitFamily::acoustic ? 0.5 : random.between(0.1, 0.9);
    mix(out, metal(random.between(320, 560), length, random.between(6000, 9000), 1.0), 0.9 * (1.0 - noisy));
    mix(out, hiss({.low_cut = random.between(5000, 9000), .length = length}, noise), noisy);
    return out;
}

std::vector<float> percussion(Random& random, Noise& noise) {
    switch (random.below(4)) {
        case 0:
            return thump(random.between(300, 480), random.between(180, 330), 0.02, random.between(0.05, 0.12), 1.0);
        case 1:
            return metal(random.between(380, 560), random.between(0.05, 0.12), 500, 0.5);
        case 2: {
            std::vector<float> rim = thump(1700, 900, 0.004, 0.02, 1.0);
            return mix(rim, hiss({.low_cut = 2000, .length = 0.006}, noise), 0.5), rim;
        }
        default: {
            const double pitch = random.between(700, 1300);
            return thump(pitch, pitch, 0.1, 0.03, 1.5);
        }
    }
}

std::vector<float> ride(KitFamily family, Random& random, Noise& noise) {
    std::vector<float> out = cymbal(family, random.between(0.25, 0.5), random, noise);
    for (float& x : out) x *= 0.5F;
    const double bell = random.between(900, 1500);
    mix(out, metal(bell, 0.06, 3000, 1.2), 0.3);
    return out;
}

std::vector<float> make(Drum drum, KitFamily family, Random& random, Noise& noise) {
    switch (drum) {
        case Drum::kick:
            return kick(family, random, noise);
        case Drum::snare:
            return snare(family, random, noise);
        case Drum::hat:
            return cymbal(family, random.between(0.015, 0.045), random, noise);
        case Drum::open_hat:
            return cymbal(family, random.between(0.1, 0.22), random, noise);
        case Drum::ride:
            return ride(family, random, noise);
        case Drum::crash:
            return cymbal(family, random.between(0.5, 0.9), random, noise);
        case Drum::tom:
            return thump(random.between(160, 260), random.between(80, 130), 0.04, random.between(0.1, 0.2), 1.2);
        case Drum::perc:
            return percussion(random, noise);
        case Drum::shaker:
            return hiss({.low_cut = 5000, .length = 0.03, .attack = 0.004}, noise);
    }
    return {};
}

constexpr double kPeaks[kDrums] = {0.85, 0.6, 0.22, 0.24, 0.2, 0.3, 0.5, 0.3, 0.16};
constexpr double kPans[kDrums] = {0.0, 0.0, 0.25, 0.3, -0.35, -0.2, -0.25, 0.45, -0.4};

}  // namespace

Kit make_kit(KitFamily family, int number) {
    Random random{seed_for(0x6b6974, static_cast<std::uint64_t>(number) * 8 + static_cast<std::uint64_t>(family))};
    Noise noise{random.next()};
    Kit kit;
    for (int d = 0; d < kDrums; ++d) {
        const auto index = static_cast<std::size_t>(d);
        const double gain = random.between(0.8, 1.15);
        const double pan = kPans[d] * random.between(0.0, 1.4);
        const double reverb = d == 0 ? 0.01 : random.between(0.03, 0.2);
        Random stroke = random;
        for (int variant = 0; variant < 2; ++variant) {
            Random again = stroke;  // the same drum; only the noise differs from stroke to stroke
            DrumSound& sound = kit.sounds[index][static_cast<std::size_t>(variant)];
            if (variant == 1 && family != KitFamily::acoustic) {
                sound = kit.sounds[index][0];
                continue;
            }
            sound = {make(static_cast<Drum>(d), family, again, noise), std::clamp(pan, -0.9, 0.9), reverb};
            float peak = 1e-6F;
            for (const float x : sound.samples) peak = std::max(peak, std::abs(x));
            for (float& x : sound.samples) x *= f(kPeaks[d] * gain) / peak;
        }
        for (int skip = 0; skip < 16; ++skip) random.next();
    }
    return kit;
}

}  // namespace stratum::composer
