#include "demo.hpp"

#include "stratum/base/text.hpp"
#include "synth/render.hpp"

#include <filesystem>

namespace stratum::composer {
namespace {

constexpr std::string_view kArtist = "The Stratum Players";
constexpr std::string_view kAlbum = "Demo pieces";

const Style* style_named(std::string_view name) {
    for (const Style& style : all_styles())
        if (style.name == name) return &style;
    return nullptr;
}

DemoPiece piece(std::string title, std::string genre, AudioFormat format, std::string_view style, double bpm, int tonic,
                Mode mode, double seconds, std::uint64_t seed) {
    DemoPiece made{std::move(title), std::move(genre), format, {}};
    made.spec.style = style_named(style);
    made.spec.seed = seed;
    made.spec.tonic = tonic;
    made.spec.mode = mode;
    made.spec.seconds = seconds;
    if (bpm > 0.0) made.spec.bpm = bpm;
    made.spec.tuning_cents = 0.0;
    made.spec.lead_in = 0.1;
    made.spec.may_modulate = false;
    return made;
}

std::string file_stem(const DemoPiece& piece, std::size_t number) {
    std::string stem = (number < 10 ? "0" : "") + std::to_string(number) + " ";
    return stem + piece.title;
}

}  // namespace

std::vector<DemoPiece> demo_pieces() {
    using enum AudioFormat;
    return {
        piece("Copper Skyline", "House", flac, "house", 124, 9, Mode::minor, 46, 11),
        piece("Nine Lanterns", "Drum and Bass", mp3, "drum_and_bass", 174, 5, Mode::minor, 44, 12),
        piece("Paper Boats", "Waltz", ogg, "waltz", 138, 7, Mode::major, 40, 13),
        piece("Low Tide Radio", "Lo-fi Hip Hop", wav, "lofi", 82, 3, Mode::major, 42, 14),
        piece("Blue Cellar", "Jazz", flac, "swing", 168, 10, Mode::major, 40, 15),
        piece("Pixel Harbour", "Chiptune", aiff, "chiptune", 150, 0, Mode::major, 36, 16),
        piece("Undertow", "Dubstep", flac, "dubstep", 140, 4, Mode::minor, 44, 17),
        piece("Sundial", "Reggaeton", mp3, "reggaeton", 96, 2, Mode::minor, 40, 18),
        piece("Change of Trains", "Electronic", flac, "tempo_jump", 120, 6, Mode::minor, 56, 19),
        piece("Glass Weather", "Ambient", ogg, "ambient", 0, 8, Mode::major, 40, 20),
    };
}

Result<int> make_demo(const std::string& folder) {
    const auto pieces = demo_pieces();
    STRATUM_TRY_VOID(make_folder(folder));
    const Wavetables tables;
    std::string table = truth_header();
    std::size_t number = 0;
    for (const DemoPiece& demo : pieces) {
        const std::string stem = file_stem(demo, ++number);
        TruthRow row{stem,
                     stem + "." + std::string{name_of(demo.format)},
                     std::string{demo.spec.style->name},
                     "demo",
                     demo.spec.style->beats_per_bar == 0          ? "beatless"
                     : demo.spec.style->tempo == TempoKind::jump  ? "jump"
                     : demo.spec.style->tempo == TempoKind::drift ? "drift"
                                                                  : "constant",
                     0.0,
                     "truth/"};
        const std::string audio = folder + "/" + row.audio;
        const Score score = compose(demo.spec);
        row.seconds = score.duration;
        // The annotations lie in a folder of their own, so that the music can be looked at without them.
        STRATUM_TRY_VOID(write_annotations(folder + "/truth", stem, score.truth));
        std::string line = truth_line(row, score.truth);
        table += line;
        if (std::filesystem::exists(audio)) continue;
        RenderOptions mix = draw_mix(demo.spec);
        mix.loudness_db = -14.0;
        const auto samples = render(demo.spec, score, mix, tables);
        STRATUM_TRY_VOID(write_audio(audio, samples, demo.format,
                                     {demo.title, std::string{kArtist}, std::string{kAlbum}, demo.genre}));
    }
    STRATUM_TRY_VOID(write_text(folder + "/truth.csv", table));
    return static_cast<int>(pieces.size());
}

}  // namespace stratum::composer
