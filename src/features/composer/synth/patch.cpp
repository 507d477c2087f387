#include "patch.hpp"

#include "../random.hpp"

#include <array>

namespace stratum::composer {
namespace {

Wave any(Random& random, std::initializer_list<Wave> waves) {
    return waves.begin()[random.below(static_cast<int>(waves.size()))];
}

Patch bass_patch(KitFamily family, Groove groove, Random& random) {
    Patch p{.voices = 1, .level = 0.42, .reverb = 0.0};
    if (family == KitFamily::chip) return p.wave = Wave::triangle, p.release = 0.01, p;
    if (family == KitFamily::acoustic) {
        p.wave = any(random, {Wave::triangle, Wave::reed, Wave::organ});
        p.cutoff_hz = random.between(250, 700), p.cutoff_octaves = random.between(1.0, 2.0);
        p.cutoff_decay = random.between(0.1, 0.3), p.fade = random.between(0.5, 1.4), p.release = 0.06;
        return p;
    }
    const bool reese = groove == Groove::drum_and_bass || groove == Groove::dubstep;
    p.wave = any(random, {Wave::saw, Wave::square, Wave::sine, Wave::pulse});
    p.voices = reese || random.chance(0.3) ? 3 : 1, p.detune_cents = reese ? random.between(15, 40) : 8;
    p.sub = random.between(0.2, 0.7);
    p.cutoff_hz = random.between(150, 900), p.cutoff_octaves = random.between(0.0, 3.0);
    p.cutoff_decay = random.between(0.06, 0.4), p.damping = random.between(0.4, 1.4);
    p.fade = groove == Groove::trap ? random.between(0.6, 1.5) : 0.0;
    if (random.chance(0.2)) p.fm_ratio = 1.0 + random.below(3), p.fm_depth = random.between(0.1, 0.5);
    return p;
}

Patch keys_patch(KitFamily family, Random& random) {
    Patch p{.level = 0.13, .width = 0.4, .reverb = random.between(0.05, 0.3), .delay = random.between(0.0, 0.15)};
    switch (family == KitFamily::chip ? 3 : random.below(family == KitFamily::acoustic ? 3 : 5)) {
        case 0:  // electric piano
            p.wave = Wave::sine, p.fm_ratio = random.chance(0.5) ? 1.0 : 14.0, p.fm_depth = random.between(0.08, 0.3);
            p.fm_decay = random.between(0.1, 0.5), p.fade = random.between(0.6, 1.5), p.release = 0.12, p.level = 0.2;
            break;
        case 1:  // struck strings
            p.wave = any(random, {Wave::saw, Wave::reed}), p.voices = 2, p.detune_cents = random.between(1, 5);
            p.cutoff_hz = random.between(700, 1500), p.cutoff_octaves = random.between(1.0, 2.2);
            p.cutoff_decay = random.between(0.2, 0.6), p.fade = random.between(0.5, 1.3), p.release = 0.15;
            p.attack = 0.002;
            break;
        case 2:
            p.wave = Wave::organ, p.vibrato_cents = random.between(0, 8), p.attack = 0.008;
            break;
        case 3:
            p.wave = any(random, {Wave::square, Wave::pulse}), p.release = 0.01, p.level = 0.09;
            break;
        default:  // a stab
            p.wave = any(random, {Wave::saw, Wave::square}), p.voices = 3, p.detune_cents = random.between(8, 25);
            p.cutoff_hz = random.between(500, 1500), p.cutoff_octaves = random.between(1.0, 3.0);
            p.cutoff_decay = random.between(0.05, 0.25), p.damping = random.between(0.5, 1.4), p.release = 0.08;
    }
    return p;
}

Patch pad_patch(Random& random) {
    Patch p{.wave = any(random, {Wave::saw, Wave::square, Wave::organ, Wave::triangle, Wave::reed}),
            .voices = 4,
            .detune_cents = random.between(8, 24),
            .level = 0.085,
            .width = 0.9,
            .reverb = random.between(0.3, 0.6)};
    p.cutoff_hz = random.between(600, 3500), p.damping = random.between(0.9, 1.6);
    p.attack = random.between(0.05, 0.5), p.release = random.between(0.2, 0.6);
    return p;
}

Patch pluck_patch(KitFamily family, Random& random) {
    Patch p{.level = 0.13, .width = 0.3, .reverb = random.between(0.1, 0.35), .delay = random.between(0.1, 0.4)};
    if (family == KitFamily::chip)
        return p.wave = any(random, {Wave::square, Wave::pulse}), p.level = 0.08, p.delay = 0, p;
    p.wave = any(random, {Wave::saw, Wave::triangle, Wave::square, Wave::sine});
    if (p.wave == Wave::sine)
        p.fm_ratio = 2.0 + random.below(3), p.fm_depth = random.between(0.1, 0.4), p.fm_decay = 0.15;
    p.cutoff_hz = random.between(400, 1200), p.cutoff_octaves = random.between(2.0, 4.0);
    p.cutoff_decay = random.between(0.04, 0.2), p.fade = random.between(0.15, 0.5), p.attack = 0.002;
    return p;
}

Patch lead_patch(KitFamily family, Random& random) {
    Patch p{.level = 0.17, .pan = random.between(-0.2, 0.2), .reverb = random.between(0.1, 0.35)};
    p.delay = random.between(0.0, 0.35);
    if (family == KitFamily::chip) return p.wave = any(random, {Wave::square, Wave::pulse}), p.level = 0.13, p;
    switch (random.below(4)) {
        case 0:
            p.wave = Wave::saw, p.voices = 5, p.detune_cents = random.between(15, 35), p.width = 0.8, p.level = 0.14;
            break;
        case 1:
            p.wave = Wave::sine, p.fm_ratio = std::array{2.0, 3.5, 7.0}[static_cast<std::size_t>(random.below(3))],
            p.fm_depth = random.between(0.1, 0.35), p.fade = random.between(0.4, 1.0), p.level = 0.22;
            break;
        case 2:
            p.wave = Wave::reed, p.vibrato_cents = random.between(8, 25), p.attack = random.between(0.01, 0.04),
            p.cutoff_hz = 4500;
            break;
        default:
            p.wave = any(random, {Wave::square, Wave::triangle, Wave::pulse}), p.vibrato_cents = random.between(0, 18);
    }
    if (p.cutoff_hz > 9000.0) p.cutoff_hz = random.between(2000, 9000);
    p.release = random.between(0.05, 0.2);
    return p;
}

}  // namespace

Patch make_patch(const Style& style, Part part, int number) {
    Random random{seed_for(0x70617463, static_cast<std::uint64_t>(number) * 64 +
                                           static_cast<std::uint64_t>(style.kit) * 8 +
                                           static_cast<std::uint64_t>(part))};
    switch (part) {
        case Part::bass:
            return bass_patch(style.kit, style.groove, random);
        case Part::chords:
            return keys_patch(style.kit, random);
        case Part::pad:
            return pad_patch(random);
        case Part::arp:
            return pluck_patch(style.kit, random);
        case Part::lead:
            return lead_patch(style.kit, random);
    }
    return {};
}

}  // namespace stratum::composer
