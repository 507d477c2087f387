#include "pieces.hpp"

#include "band_file.hpp"
#include "chroma_file.hpp"
#include "compose.hpp"
#include "files.hpp"
#include "random.hpp"
#include "synth/render.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <mutex>
#include <optional>
#include <thread>

namespace stratum::training {
namespace {

using namespace composer;

// A relative of a style: other kit, other speed, other hand.
Style bend(Style style, Random& random) {
    if (style.beats_per_bar == 0) return style;
    if (random.chance(0.4)) {
        const double stretch = random.between(0.8, 1.25);
        style.slowest = std::max(55.0, style.slowest * stretch);
        style.fastest = std::max(style.slowest + 2.0, std::min(210.0, style.fastest * stretch));
    }
    if (random.chance(0.35)) style.kit = static_cast<KitFamily>(random.below(4));
    if (random.chance(0.2)) style.human_ms = random.between(0.0, 14.0);
    if (random.chance(0.2)) style.swing16_high = std::max(style.swing16_high, random.between(0.5, 0.62));
    if (random.chance(0.2)) style.low_pass_hz = random.between(2000.0, 12000.0);
    if (random.chance(0.2)) style.noise_db = random.between(-60.0, -36.0);
    if (random.chance(0.15)) style.seventh_chords = !style.seventh_chords;
    if (random.chance(0.12)) style.form = static_cast<Form>(random.below(4));
    return style;
}

// Takes whole voices out, so that the beat must be told from what is left.
void mute(Score& score, Random& random) {
    if (!random.chance(0.35)) return;
    unsigned drums = 0;
    for (int drum = 0; drum < kDrums; ++drum)
        if (random.chance(0.25)) drums |= 1U << static_cast<unsigned>(drum);
    std::erase_if(score.drums, [&](const DrumHit& hit) { return (drums >> static_cast<unsigned>(hit.drum)) & 1U; });
    unsigned parts = 0;
    for (int part = 0; part < kParts; ++part)
        if (random.chance(0.2)) parts |= 1U << static_cast<unsigned>(part);
    std::erase_if(score.notes, [&](const Note& note) { return (parts >> static_cast<unsigned>(note.part)) & 1U; });
}

/// A line for each stroke: its time, General MIDI number and velocity.
std::string drums_text(const Score& score) {
    constexpr std::array<int, kDrums> kNumbers{36, 38, 42, 46, 51, 49, 45, 63, 70};
    std::string text;
    for (const DrumHit& hit : score.drums)
        text += std::to_string(hit.time) + "\t" + std::to_string(kNumbers[static_cast<std::size_t>(hit.drum)]) + "\t" +
                std::to_string(std::lround(127.0F * std::clamp(hit.velocity, 0.0F, 1.0F))) + "\n";
    return text;
}

Result<void> make_one(const std::string& folder, std::uint64_t seed, int number, const Wavetables& tables) {
    Random random{seed_for(seed, static_cast<std::uint64_t>(number))};
    const auto styles = all_styles();
    const Style style = bend(styles[static_cast<std::size_t>(number) % styles.size()], random);
    PieceSpec spec;
    spec.style = &style;
    spec.seed = random.next();
    spec.split = Split::tune;
    spec.tonic = random.below(12);
    spec.mode = random.chance(style.minor_share) ? Mode::minor : Mode::major;
    spec.seconds = random.between(30.0, 60.0);
    Score score = compose(spec);
    mute(score, random);
    const auto samples = render(spec, score, draw_mix(spec), tables);

    BandRecorder recorder{SampleRate{44100}, 2};
    ChromaRecorder chroma{SampleRate{44100}, 2};
    std::vector<float> block;
    for (const std::int16_t sample : samples) block.push_back(static_cast<float>(sample) / 32768.0F);
    recorder.push(block);
    chroma.push(block);
    const std::string stem = folder + "/" + std::string{style.name} + "_" + std::to_string(number);
    STRATUM_TRY_VOID(write_bytes(stem + ".bands", recorder.finish()));
    STRATUM_TRY_VOID(write_bytes(stem + ".chroma", chroma.finish()));
    STRATUM_TRY_VOID(write_text(stem + ".chords", spans_text(score.truth.chords)));
    STRATUM_TRY_VOID(write_text(stem + ".drums", drums_text(score)));
    // Where all pitched voices were muted there is no key to be heard.
    STRATUM_TRY_VOID(write_text(stem + ".keys", score.notes.empty() ? "" : spans_text(score.truth.keys)));
    STRATUM_TRY_VOID(write_text(stem + ".downbeats", times_text(score.truth.downbeats)));
    return write_text(stem + ".beats", times_text(score.truth.beats));
}

}  // namespace

Result<void> compose_pieces(const std::string& folder, std::uint64_t seed, int count) {
    STRATUM_TRY_VOID(make_folder(folder));
    const Wavetables tables;
    std::atomic<int> next{0};
    std::mutex mutex;
    std::optional<Error> failed;
    {
        std::vector<std::jthread> threads;
        for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i)
            threads.emplace_back([&] {
                for (int number = next++; number < count; number = next++)
                    if (auto made = make_one(folder, seed, number, tables); !made) {
                        const std::lock_guard lock{mutex};
                        if (!failed) failed = made.error();
                        return;
                    }
            });
    }
    if (failed) return *failed;
    return {};
}

}  // namespace stratum::training
