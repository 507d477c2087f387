#include "render.hpp"

#include "../numeric.hpp"
#include "../random.hpp"
#include "effects.hpp"
#include "kit.hpp"
#include "patch.hpp"
#include "sound.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace stratum::composer {
namespace {

constexpr int kNumbersASplit = 24;  ///< Kits and patches of each kind that a split may choose from.

int draw_number(Split split, Random& random) {
    return 2 * random.below(kNumbersASplit) + (split == Split::test ? 1 : 0);
}

void add_scaled(const Stereo& from, double gain, Stereo& to) {
    const auto g = static_cast<float>(gain);
    for (std::size_t i = 0; i < to.size(); ++i) {
        to.left[i] += g * from.left[i];
        to.right[i] += g * from.right[i];
    }
}

void play_drums(const Score& score, const Kit& kit, Stereo& dry, Stereo& room) {
    std::array<std::size_t, kDrums> strokes{};
    for (const DrumHit& hit : score.drums) {
        const auto drum = static_cast<std::size_t>(hit.drum);
        const DrumSound& sound = kit.sounds[drum][strokes[drum]++ % 2];
        const auto start = static_cast<std::int64_t>(std::floor(hit.time * kRate + 0.5));
        if (start < 0 || start >= static_cast<std::int64_t>(dry.size())) continue;
        const auto count = std::min(sound.samples.size(), dry.size() - static_cast<std::size_t>(start));
        const auto left = static_cast<float>(hit.velocity * std::min(1.0, 1.0 - sound.pan));
        const auto right = static_cast<float>(hit.velocity * std::min(1.0, 1.0 + sound.pan));
        const auto wet = static_cast<float>(sound.reverb);
        float* to_left = dry.left.data() + start;
        float* to_right = dry.right.data() + start;
        for (std::size_t i = 0; i < count; ++i) {
            to_left[i] += left * sound.samples[i];
            to_right[i] += right * sound.samples[i];
        }
        if (wet < 0.02F) continue;
        float* wet_left = room.left.data() + start;
        float* wet_right = room.right.data() + start;
        for (std::size_t i = 0; i < count; ++i) {
            wet_left[i] += wet * left * sound.samples[i];
            wet_right[i] += wet * right * sound.samples[i];
        }
    }
}

std::vector<std::int16_t> to_integers(const Stereo& bus, double noise_db, std::uint64_t seed) {
    Noise noise{seed};
    const auto floor_level = static_cast<float>(gain_of_db(noise_db));
    std::vector<std::int16_t> out(2 * bus.size());
    for (std::size_t i = 0; i < bus.size(); ++i) {
        for (std::size_t c = 0; c < 2; ++c) {
            const float x = (c == 0 ? bus.left[i] : bus.right[i]) + floor_level * noise.next();
            out[2 * i + c] = static_cast<std::int16_t>(std::floor(std::clamp(x, -1.0F, 1.0F) * 32767.0F + 0.5F));
        }
    }
    return out;
}

}  // namespace

RenderOptions draw_mix(const PieceSpec& spec) {
    const Style& style = *spec.style;
    Random random{seed_for(spec.seed, 200)};
    RenderOptions mix;
    mix.loudness_db = random.between(-19.0, style.kit == KitFamily::electronic ? -10.0 : -13.0);
    mix.duck_depth = random.chance(style.duck_share) ? random.between(0.4, 0.95) : 0.0;
    mix.low_pass_hz = style.low_pass_hz > 0.0 ? style.low_pass_hz * random.between(0.7, 1.5)
                      : random.chance(0.08)   ? random.between(2500, 9000)
                                              : 0.0;
    mix.noise_db = std::max(style.noise_db, random.chance(0.12) ? random.between(-65.0, -42.0) : -90.0);
    return mix;
}

std::vector<std::int16_t> render(const PieceSpec& spec, const Score& score, const RenderOptions& options,
                                 const Wavetables& tables) {
    const Style& style = *spec.style;
    const auto frames = static_cast<std::size_t>(score.duration * kRate);
    Random random{seed_for(spec.seed, 300)};
    Stereo out{frames};
    Stereo room{frames};
    Stereo echo{frames};

    // One part after the other, so that three buses are enough.
    std::array<std::vector<const Note*>, kParts> parts;
    for (const Note& note : score.notes) parts[static_cast<std::size_t>(note.part)].push_back(&note);
    for (int part = 0; part < kParts; ++part) {
        const int number = draw_number(spec.split, random);
        const std::uint64_t phases = random.next();
        const double level = random.between(0.75, 1.2);
        const auto& notes = parts[static_cast<std::size_t>(part)];
        if (notes.empty()) continue;
        const Patch patch = make_patch(style, static_cast<Part>(part), number);
        Stereo bus{frames};
        std::uint64_t count = 0;
        for (const Note* note : notes)
            render_note(tables, patch, *note, frequency_of(note->pitch + score.truth.tuning_cents / 100.0),
                        phases + 7919 * count++, bus);
        if (patch.ducked && options.duck_depth > 0.0) duck(score.ducks, options.duck_depth, bus);
        add_scaled(bus, level, out);
        if (patch.reverb > 0.01) add_scaled(bus, level * patch.reverb, room);
        if (patch.delay > 0.01) add_scaled(bus, level * patch.delay, echo);
    }
    if (!score.drums.empty())
        play_drums(score, make_kit(style.kit, draw_number(spec.split, random)), out, room);
    else
        random.next();
    if (style.kit != KitFamily::chip) {
        add_reverb(room, random.between(0.5, 2.6), 0.5, out);
        const double beat = score.truth.bpm ? 60.0 / *score.truth.bpm : 0.5;
        add_echo(echo, beat * (random.chance(0.5) ? 0.75 : 0.5), random.between(0.3, 0.55), 0.7, out);
    }
    add_sweeps(score.sweeps, random.between(0.08, 0.25), random.next(), out);
    if (options.low_pass_hz > 0.0) low_pass(options.low_pass_hz, out);
    master(options.loudness_db, out);
    return to_integers(out, options.noise_db, random.next());
}

}  // namespace stratum::composer
